package org.robustdx.schemas.serde;

import org.jspecify.annotations.Nullable;

/** A schema registry does not answer, or refuses a schema of ours: an outage, with which no message has anything to do. */
public final class RegistryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Its message says it all: what the client said is kept beside it, not as the cause that would be shown instead. */
    RegistryException(String message, @Nullable Throwable from) {
        super(message);
        if (from != null) {
            addSuppressed(from);
        }
    }
}
