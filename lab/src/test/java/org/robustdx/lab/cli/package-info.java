/** Tests of the commands. */
@NullMarked
package org.robustdx.lab.cli;

import org.jspecify.annotations.NullMarked;
