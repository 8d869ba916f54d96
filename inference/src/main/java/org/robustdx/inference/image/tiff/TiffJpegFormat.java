package org.robustdx.inference.image.tiff;

import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.inference.image.RefusedException;
import org.robustdx.inference.image.exif.Orientation;
import org.robustdx.inference.image.imageio.ImageIoFormat;
import org.robustdx.inference.image.imageio.JdkReader;

/** TIFF files whose strips or tiles are JPEG streams. The JDK's reader decodes them, after {@link TiffJpeg} has checked the streams. */
final class TiffJpegFormat implements ImageIoFormat {
    static final JdkReader READER = JdkReader.of("TIFF");

    @Override
    public String name() {
        return TiffDecoder.FORMAT;
    }

    @Override
    public JdkReader reader() {
        return READER;
    }

    @Override
    public boolean matches(byte[] content) {
        return startsAsTiff(content);
    }

    static boolean startsAsTiff(byte[] content) {
        return ImageIoFormat.startsWith(content, 'I', 'I', 42, 0) || ImageIoFormat.startsWith(content, 'M', 'M', 0, 42);
    }

    @Override
    public int frames(byte[] content, int most) {
        return TiffDirectories.count(content, most);
    }

    @Override
    public byte[] source(byte[] content, DecodeLimits limits) throws RefusedException {
        return TiffJpeg.checked(content, limits);
    }

    @Override
    public Orientation orientation(byte[] content) {
        return Orientation.of(content, 0, content.length);
    }
}
