package org.robustdx.trainer.study;

/** A study cannot go on; the message is one line for a person. */
public final class StudyException extends Exception {
    private static final long serialVersionUID = 1;

    /** Creates one with a message of one line. */
    public StudyException(String message) {
        super(message);
    }
}
