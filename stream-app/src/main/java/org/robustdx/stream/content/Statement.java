package org.robustdx.stream.content;

import java.util.Optional;
import org.robustdx.schemas.ContentReference;
import org.robustdx.stream.dlq.Reason;
import org.robustdx.stream.dlq.Refusal;

/**
 * The size and SHA-256 that a reference states, with the checks against the limit and the content. Refusals never quote
 * the reference.
 *
 * @param reference the reference
 * @param by class that refuses, for the dead letter
 * @param listed whether the store itself stated the size when it listed the object; there is no SHA-256 then
 */
record Statement(ContentReference reference, Class<?> by, boolean listed) {
    /** Creates the statement of a reference that came with an image. */
    Statement(ContentReference reference, Class<?> by) {
        this(reference, by, false);
    }

    /** Returns the statement of a store about an object that it listed. */
    static Statement ofListed(ContentReference reference, Class<?> by) {
        return new Statement(reference, by, true);
    }

    /** Returns the reason to refuse the reference before its content is fetched; empty if there is none. */
    Optional<ContentResult> obstacle(long maxBytes) {
        boolean isDigest = listed || reference.getSha256().matches("[0-9a-f]{64}");
        if (!isDigest || reference.getSize() < 0) {
            return Optional.of(refused(Reason.REFERENCE_MISMATCH, "the reference lacks a valid size and SHA-256"));
        }
        if (reference.getSize() > maxBytes) {
            return Optional.of(refused(
                    Reason.OVERSIZE,
                    "referenced content of %d bytes (limit: %d)".formatted(reference.getSize(), maxBytes)));
        }
        return Optional.empty();
    }

    /**
     * Returns how many bytes to read: one more than stated, so that a longer content is detected but not read
     * completely.
     */
    int bytesToRead() {
        return (int) reference.getSize() + 1;
    }

    /** Returns the content if it has the stated size and SHA-256, otherwise a refusal. */
    ContentResult compared(byte[] bytes) {
        if (bytes.length != reference.getSize()) {
            return otherSize();
        }
        if (listed) {
            return new ContentResult.Found(bytes, "");
        }
        ContentResult.Found content = new ContentResult.Found(bytes);
        return content.sha256().equals(reference.getSha256())
                ? content
                : refused(Reason.REFERENCE_MISMATCH, "the referenced content does not match the stated SHA-256");
    }

    ContentResult otherSize() {
        return refused(Reason.REFERENCE_MISMATCH, "the referenced content does not match the stated size");
    }

    ContentResult refused(Reason reason, String message) {
        return new ContentResult.NotFound(Refusal.of(reason, by, message));
    }
}
