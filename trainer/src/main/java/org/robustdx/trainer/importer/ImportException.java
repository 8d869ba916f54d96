package org.robustdx.trainer.importer;

import java.io.IOException;

/** Thrown if a file's graph cannot be imported. The message is one line; it names the operator and the place where it occurs. */
public final class ImportException extends IOException {
    private static final long serialVersionUID = 1L;

    public ImportException(String message) {
        super(message);
    }

    public ImportException(String message, Throwable cause) {
        super(message, cause);
    }
}
