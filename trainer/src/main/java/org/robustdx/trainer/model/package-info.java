/** The denoising CNN: backbone, embedded decoder, and the graphs made of them for training, attack and serving. */
@NullMarked
package org.robustdx.trainer.model;

import org.jspecify.annotations.NullMarked;
