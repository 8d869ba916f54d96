@NullMarked
package org.robustdx.gateway.archive;

import org.jspecify.annotations.NullMarked;
