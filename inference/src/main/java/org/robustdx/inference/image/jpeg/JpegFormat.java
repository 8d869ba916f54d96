package org.robustdx.inference.image.jpeg;

import java.util.List;
import javax.imageio.ImageReader;
import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.inference.image.RefusedException;
import org.robustdx.inference.image.exif.Orientation;
import org.robustdx.inference.image.imageio.DataLoss;
import org.robustdx.inference.image.imageio.ImageIoFormat;
import org.robustdx.inference.image.imageio.JdkReader;

/** JPEG files (ITU-T T.81). The JDK's reader decodes them, after the data have been found complete. */
public final class JpegFormat implements ImageIoFormat {
    static final JdkReader READER = JdkReader.of("JPEG");

    /** Sample and coefficient of one component: 4 bytes for the raster and its copies, 2 for the coefficients by which lost data are found. */
    private static final int COMPONENT_BYTES = 4 + 2;

    /** Warnings of the JPEG reader although all pixels are there. Its other warnings mean lost or doubtful data. */
    private static final List<String> HARMLESS = List.of(
            // The version in the JFIF header: it changes nothing.
            "warning: unknown jfif revision number",
            // A thumbnail: it is not decoded.
            "jfif markers not allowed in jfif jpeg thumbnail",
            // A profile: it is not applied.
            "embedded color profile is invalid",
            // An Adobe segment of an unknown kind: three components are YCbCr, as without it.
            "unknown adobe color transform code",
            // Numbers in a scan header that have no meaning in a sequential scan.
            "invalid sos parameters for sequential jpeg");

    /** Creates the format. */
    public JpegFormat() {}

    @Override
    public String name() {
        return "JPEG";
    }

    @Override
    public JdkReader reader() {
        return READER;
    }

    @Override
    public boolean matches(byte[] content) {
        return startsAsJpeg(content);
    }

    static boolean startsAsJpeg(byte[] content) {
        return ImageIoFormat.startsWith(content, 0xff, 0xd8, 0xff);
    }

    @Override
    public byte[] source(byte[] content, DecodeLimits limits) throws RefusedException {
        return JpegSource.colour(content, limits);
    }

    @Override
    public Orientation orientation(byte[] content) {
        return JpegExif.orientation(content);
    }

    @Override
    public DataLoss newDataLoss() {
        return dataLoss();
    }

    static DataLoss dataLoss() {
        return DataLoss.unless(HARMLESS);
    }

    @Override
    public int bytesPerPixel(ImageReader reader, byte[] content) {
        return COMPONENT_BYTES * Math.max(1, JpegHeader.components(content));
    }
}
