package org.robustdx.stream.dlq;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.robustdx.schemas.ContentReference;
import org.robustdx.schemas.ImageEvent;
import org.robustdx.schemas.serde.AvroSerdes;
import org.robustdx.schemas.serde.MalformedMessageException;
import org.robustdx.schemas.serde.MessageFormat;

/**
 * Describes the image of a dead letter, as far as the dead letter states it. All texts come from the sender and may
 * contain any character.
 *
 * @param imageId identifier of the image, or {@code ?} if the event is not readable
 * @param source device or system that sent the image: from the event, otherwise the record's key, otherwise {@code ?}
 * @param content where the image bytes are, in words; of a reference only the file name, because the rest of the path
 *     may contain secrets
 */
public record LetterImage(String imageId, String source, String content) {
    private static final String UNKNOWN = "?";

    /**
     * Describes the image of a dead letter.
     *
     * @throws org.robustdx.schemas.serde.RegistryException if the schema registry does not answer
     */
    public static LetterImage of(Letter letter, MessageFormat format) {
        byte[] value = letter.value();
        byte[] key = letter.key();
        String sender = key == null || key.length == 0 ? UNKNOWN : new String(key, StandardCharsets.UTF_8);
        if (value == null) {
            return new LetterImage(UNKNOWN, sender, letter.omitted() ? "omitted" : "none");
        }
        try {
            ImageEvent event = format.decode(AvroSerdes.imageEventCodec(), value);
            return new LetterImage(
                    event.getImageId().isEmpty() ? UNKNOWN : event.getImageId(),
                    event.getSource().isEmpty() ? sender : event.getSource(),
                    content(event));
        } catch (MalformedMessageException e) {
            return new LetterImage(UNKNOWN, sender, UNKNOWN);
        }
    }

    private static String content(ImageEvent event) {
        if (event.getContent() instanceof ContentReference reference) {
            return "file %s, by reference (%d bytes by its event)".formatted(file(reference), reference.getSize());
        }
        int bytes = event.getContent() instanceof ByteBuffer image ? image.remaining() : 0;
        return "in the message, %d bytes%s"
                .formatted(bytes, event.getMediaType().isEmpty() ? "" : ", " + event.getMediaType());
    }

    private static String file(ContentReference reference) {
        try {
            String path = new URI(reference.getUri()).getPath();
            String name = path == null ? "" : path.substring(path.lastIndexOf('/') + 1);
            return name.isEmpty() ? UNKNOWN : name;
        } catch (URISyntaxException e) {
            return UNKNOWN;
        }
    }
}
