/** The ONNX model as it is served: contract, metadata, calibration, session. */
@NullMarked
package org.robustdx.inference.model;

import org.jspecify.annotations.NullMarked;
