package org.robustdx.stream.publish;

import java.util.Locale;
import org.robustdx.inference.image.formats.ImageDecoders;

/** The media type of content, told by the content. */
final class MediaTypes {
    private final ImageDecoders decoders = ImageDecoders.standard();

    /** Returns the media type, {@code application/octet-stream} for what is no known image. */
    String of(byte[] content) {
        return decoders.formatOf(content)
                .map(format -> format.toLowerCase(Locale.ROOT))
                .map(format -> format.equals("dicom") ? "application/dicom" : "image/" + format)
                .orElse("application/octet-stream");
    }
}
