/** From an image's bytes to a finding: the engine behind the topology. */
@NullMarked
package org.robustdx.stream.diagnosis;

import org.jspecify.annotations.NullMarked;
