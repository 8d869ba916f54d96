@NullMarked
package org.robustdx.onnx;

import org.jspecify.annotations.NullMarked;
