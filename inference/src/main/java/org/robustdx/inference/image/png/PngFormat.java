package org.robustdx.inference.image.png;

import org.robustdx.inference.image.exif.Orientation;
import org.robustdx.inference.image.imageio.ImageIoFormat;
import org.robustdx.inference.image.imageio.JdkReader;

/** PNG files (ISO/IEC 15948). The JDK's reader decodes them; {@link PngChunks} adds what it ignores. */
public final class PngFormat implements ImageIoFormat {
    private static final JdkReader READER = JdkReader.of("PNG");

    /** Creates the format. */
    public PngFormat() {}

    @Override
    public String name() {
        return "PNG";
    }

    @Override
    public JdkReader reader() {
        return READER;
    }

    @Override
    public boolean matches(byte[] content) {
        return ImageIoFormat.startsWith(content, 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n');
    }

    @Override
    public Orientation orientation(byte[] content) {
        return PngChunks.orientation(content);
    }

    @Override
    public int significantBits(byte[] content) {
        return PngChunks.significantBits(content);
    }
}
