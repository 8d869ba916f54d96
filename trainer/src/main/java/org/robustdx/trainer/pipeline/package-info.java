/** From images to a served file: what the commands do, free of the command line. */
@NullMarked
package org.robustdx.trainer.pipeline;

import org.jspecify.annotations.NullMarked;
