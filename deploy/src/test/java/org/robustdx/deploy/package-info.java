/** Tests of the Helm chart. */
@NullMarked
package org.robustdx.deploy;

import org.jspecify.annotations.NullMarked;
