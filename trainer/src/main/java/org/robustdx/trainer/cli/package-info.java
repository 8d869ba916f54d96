/** The trainer's command line. */
@NullMarked
package org.robustdx.trainer.cli;

import org.jspecify.annotations.NullMarked;
