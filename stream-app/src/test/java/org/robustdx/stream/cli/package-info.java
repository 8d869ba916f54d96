/** Tests of the commands. */
@NullMarked
package org.robustdx.stream.cli;

import org.jspecify.annotations.NullMarked;
