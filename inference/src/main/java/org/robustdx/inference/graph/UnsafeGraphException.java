package org.robustdx.inference.graph;

/** The file is not an ONNX model, or is not safe to open. The message states the reason in one line. */
public final class UnsafeGraphException extends Exception {
    private static final long serialVersionUID = 1L;

    UnsafeGraphException(String message) {
        super(message);
    }

    static UnsafeGraphException malformed(String why) {
        return new UnsafeGraphException("is not an ONNX model that can be run: " + why);
    }
}
