/** SameDiff graph to ONNX file, and the proof that both say the same. */
@NullMarked
package org.robustdx.trainer.export;

import org.jspecify.annotations.NullMarked;
