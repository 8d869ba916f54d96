package org.robustdx.stream.publish;

import java.util.Locale;
import org.robustdx.inference.image.formats.ImageDecoders;

/** Detects the media type of content from its first bytes. */
final class MediaTypes {
    private final ImageDecoders decoders = ImageDecoders.standard();

    /** Returns the media type, or {@code application/octet-stream} if the format is unknown. */
    String of(byte[] content) {
        return decoders.formatOf(content)
                .map(format -> format.toLowerCase(Locale.ROOT))
                .map(format -> format.equals("dicom") ? "application/dicom" : "image/" + format)
                .orElse("application/octet-stream");
    }
}
