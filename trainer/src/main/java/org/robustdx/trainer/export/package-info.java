/**
 * The SameDiff graph as an ONNX file, and parameters back from one. {@link org.robustdx.trainer.export.OnnxExporter} writes the file:
 * {@code Translation} maps each SameDiff operation to ONNX operators, which {@code OnnxOperator} lists with their number of inputs.
 * {@link org.robustdx.trainer.export.OnnxImporter} reads the parameters of a file. The comparison of file and graph is not here: the
 * command {@code verify} and the model's publication do it.
 */
@NullMarked
package org.robustdx.trainer.export;

import org.jspecify.annotations.NullMarked;
