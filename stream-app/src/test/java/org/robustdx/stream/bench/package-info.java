/** Tests of the app under the bench's load. */
@NullMarked
package org.robustdx.stream.bench;

import org.jspecify.annotations.NullMarked;
