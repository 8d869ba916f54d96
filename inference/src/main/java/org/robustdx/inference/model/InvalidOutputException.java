package org.robustdx.inference.model;

/** A model ran, and what it says of an image is no answer: it is to be treated as a failure on that image. The message is one line. */
public final class InvalidOutputException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InvalidOutputException(String message) {
        super(message);
    }
}
