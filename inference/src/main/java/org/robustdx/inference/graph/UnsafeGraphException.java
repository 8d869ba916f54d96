package org.robustdx.inference.graph;

/** A file is no ONNX model, or one that is not safe to open; the message is one line that says why. */
public final class UnsafeGraphException extends Exception {
    private static final long serialVersionUID = 1L;

    UnsafeGraphException(String message) {
        super(message);
    }

    static UnsafeGraphException malformed(String why) {
        return new UnsafeGraphException("is not an ONNX model that can be run: " + why);
    }
}
