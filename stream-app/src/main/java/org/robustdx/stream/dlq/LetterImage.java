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
 * Which image a dead letter is about, as far as the letter still tells. Texts are the sender's, and may hold any character.
 *
 * @param imageId the image's identifier, or a question mark where the event cannot be read
 * @param source the device or system that sent the image: from the event, else the record's key, or a question mark where there is none
 * @param content where the image's bytes are, in words. Of a reference, only the last part of its path: the rest may hold names of folders and secrets.
 */
public record LetterImage(String imageId, String source, String content) {
    private static final String UNKNOWN = "?";

    /**
     * Returns which image this letter is about.
     *
     * @throws org.robustdx.schemas.serde.RegistryException if there is a schema registry, and it does not answer
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
