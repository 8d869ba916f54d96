/**
 * From a SameDiff graph to an ONNX file, and back.
 *
 * <p>Start at {@link org.robustdx.trainer.export.OnnxExporter}. {@code Translation} is the operator table: it turns each SameDiff operation into nodes,
 * which {@code OnnxGraphBuilder} collects and {@code OnnxOperator} checks. {@link org.robustdx.trainer.export.OnnxImporter} reads the trained
 * arrays of a file. {@code Verifier} in package {@code pipeline} compares an exported file with its graph.
 */
@NullMarked
package org.robustdx.trainer.export;

import org.jspecify.annotations.NullMarked;
