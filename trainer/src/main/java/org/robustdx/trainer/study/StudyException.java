package org.robustdx.trainer.study;

/** A study cannot go on; the message is one line for a person. */
public final class StudyException extends Exception {
    private static final long serialVersionUID = 1;

    StudyException(String message) {
        super(message);
    }
}
