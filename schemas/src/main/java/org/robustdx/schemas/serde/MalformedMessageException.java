package org.robustdx.schemas.serde;

import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/** Bytes that are not a message of the expected type. The message is one line and quotes nothing of the content. */
public final class MalformedMessageException extends SerializationException {
    private static final long serialVersionUID = 1L;

    MalformedMessageException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
