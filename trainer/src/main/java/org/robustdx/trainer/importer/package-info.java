/**
 * Another team's ONNX classifier as a differentiable graph. {@link org.robustdx.trainer.importer.ImportedGraph} reads a file and adds its operators to
 * a SameDiff graph; {@code ImportOperator} is the table of these operators, each with its number of inputs and the class that builds it.
 * {@link org.robustdx.trainer.importer.ForeignSession} runs the file itself in ONNX Runtime, with a time limit.
 *
 * <p>Everything is built from the few operations that the exporter can write and whose gradients are tested, so an imported network can be attacked,
 * trained and exported like one of ours.
 */
@NullMarked
package org.robustdx.trainer.importer;

import org.jspecify.annotations.NullMarked;
