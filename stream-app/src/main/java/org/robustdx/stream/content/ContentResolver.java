package org.robustdx.stream.content;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.robustdx.schemas.ContentReference;
import org.robustdx.schemas.ImageEvent;
import org.robustdx.stream.dlq.Reason;
import org.robustdx.stream.dlq.Refusal;

/**
 * Resolves the image bytes of an event: from the event itself, from a file below the allowed folder, or from an object
 * store. Thread-safe.
 */
public final class ContentResolver {
    private final int maxInlineBytes;
    private final Optional<ReferencedFiles> files;
    private final Optional<ObjectStore> objects;

    /**
     * Creates a resolver without an object store.
     *
     * @param maxInlineBytes maximum size of image bytes within a message
     * @param files allowed files; empty to refuse every reference to a file
     */
    public ContentResolver(int maxInlineBytes, Optional<ReferencedFiles> files) {
        this(maxInlineBytes, files, Optional.empty());
    }

    /**
     * Creates a resolver.
     *
     * @param maxInlineBytes maximum size of image bytes within a message
     * @param files allowed files; empty to refuse every reference to a file
     * @param objects allowed objects; empty to refuse every reference to an object
     */
    public ContentResolver(int maxInlineBytes, Optional<ReferencedFiles> files, Optional<ObjectStore> objects) {
        this.maxInlineBytes = maxInlineBytes;
        this.files = files;
        this.objects = objects;
    }

    /**
     * Returns the image bytes of an event, or the reason for refusal.
     *
     * @throws java.io.UncheckedIOException if the folder or the object store is unavailable; this is an outage, not a
     *     fault of the image
     */
    public ContentResult resolve(ImageEvent event) {
        Object content = event.getContent();
        if (content instanceof ByteBuffer inline) {
            return inline(inline.duplicate());
        }
        ContentReference reference = (ContentReference) content;
        Optional<ContentResult> referenced = reference.getUri().startsWith("s3://")
                ? objects.map(store -> store.read(reference))
                : files.map(allowed -> allowed.read(reference));
        return referenced.orElseGet(() -> new ContentResult.NotFound(
                Refusal.of(Reason.REFERENCE_NOT_ALLOWED, ContentResolver.class, "references are not allowed here")));
    }

    private ContentResult inline(ByteBuffer content) {
        if (content.remaining() > maxInlineBytes) {
            return new ContentResult.NotFound(Refusal.of(
                    Reason.OVERSIZE,
                    ContentResolver.class,
                    "content of %d bytes (limit: %d)".formatted(content.remaining(), maxInlineBytes)));
        }
        byte[] bytes = new byte[content.remaining()];
        content.get(bytes);
        return new ContentResult.Found(bytes);
    }
}
