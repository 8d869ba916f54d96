package org.robustdx.stream.content;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.robustdx.schemas.ContentReference;
import org.robustdx.schemas.ImageEvent;
import org.robustdx.stream.dlq.Reason;
import org.robustdx.stream.dlq.Refusal;

/** Finds the bytes of an event's image: in the event itself, in the folder that the app allows, or in its object store. Thread-safe. */
public final class ContentResolver {
    private final int maxInlineBytes;
    private final Optional<ReferencedFiles> files;
    private final Optional<ObjectStore> objects;

    /**
     * Creates a resolver.
     *
     * @param maxInlineBytes largest content within a message
     * @param files files that references may lead to, or nothing to refuse every reference to a file
     */
    public ContentResolver(int maxInlineBytes, Optional<ReferencedFiles> files) {
        this(maxInlineBytes, files, Optional.empty());
    }

    /** As {@link #ContentResolver(int, Optional)}, with objects that references may lead to. */
    public ContentResolver(int maxInlineBytes, Optional<ReferencedFiles> files, Optional<ObjectStore> objects) {
        this.maxInlineBytes = maxInlineBytes;
        this.files = files;
        this.objects = objects;
    }

    /**
     * Returns the bytes of this event's image, or why there are none.
     *
     * @throws java.io.UncheckedIOException if an allowed file is there and cannot be read, or the object store does not answer: an outage, not a bad image
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
