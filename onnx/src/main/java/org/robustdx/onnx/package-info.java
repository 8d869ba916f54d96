/**
 * ONNX files as protobuf messages.
 *
 * <p>The message classes are generated from {@code src/main/protobuf}. Read files with {@link org.robustdx.onnx.OnnxFiles}, which limits what a file
 * may cost.
 */
@NullMarked
package org.robustdx.onnx;

import org.jspecify.annotations.NullMarked;
