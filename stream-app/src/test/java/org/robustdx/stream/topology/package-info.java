/** Tests of the topology. */
@NullMarked
package org.robustdx.stream.topology;

import org.jspecify.annotations.NullMarked;
