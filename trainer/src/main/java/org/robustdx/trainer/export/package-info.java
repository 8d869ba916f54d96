/**
 * Writes the SameDiff graph as an ONNX file, and reads parameters from such a file.
 *
 * <p>{@link org.robustdx.trainer.export.OnnxExporter} writes the file. {@code Translation} maps each SameDiff operation
 * to ONNX operators, which {@code OnnxOperator} lists with their number of inputs.
 * {@link org.robustdx.trainer.export.OnnxImporter} reads the parameters of a file. The command {@code verify} and the
 * publication of a model compare file and graph; this package does not.
 */
@NullMarked
package org.robustdx.trainer.export;

import org.jspecify.annotations.NullMarked;
