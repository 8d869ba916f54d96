/** The commands stream, publish, watch and demo. */
@NullMarked
package org.robustdx.stream.cli;

import org.jspecify.annotations.NullMarked;
