package org.robustdx.inference.image.jpeg;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** JPEG streams for tests, and the parts they consist of. */
public final class TestJpegs {
    public static final int SOS = 0xda;
    public static final int DHT = 0xc4;
    private static final String METADATA = "javax_imageio_jpeg_image_1.0";

    private TestJpegs() {}

    /** How a stream is written. */
    public enum Kind {
        SEQUENTIAL,
        /** Three components, each in a scan of its own; the bands of the image are taken for YCbCr. */
        SEPARATE,
        PROGRESSIVE
    }

    /** An image with structure in every block, so that each has coefficients. */
    public static BufferedImage texture(int width, int height, int type) {
        BufferedImage image = new BufferedImage(width, height, type);
        Random random = new Random(width * 31L + height);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                for (int b = 0; b < image.getRaster().getNumBands(); b++) {
                    int value = 128 + (int) (60 * Math.sin(x / 5.0 + b) + 40 * Math.cos(y / 7.0)) + random.nextInt(20);
                    image.getRaster().setSample(x, y, b, Math.max(0, Math.min(255, value)));
                }
            }
        }
        return image;
    }

    public static byte[] gray(int width, int height, int interval) {
        return write(texture(width, height, BufferedImage.TYPE_BYTE_GRAY), Kind.SEQUENTIAL, interval, false);
    }

    public static byte[] colour(int width, int height, Kind kind) {
        return write(texture(width, height, BufferedImage.TYPE_3BYTE_BGR), kind, 0, true);
    }

    /**
     * Writes an image with the JDK's writer.
     *
     * @param interval units of a restart interval, 0 for none
     * @param subsampled whether there is one chrominance sample for four pixels
     */
    public static byte[] write(BufferedImage image, Kind kind, int interval, boolean subsampled) {
        if (kind == Kind.SEPARATE) {
            return separate(image, interval, subsampled);
        }
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (var stream = ImageIO.createImageOutputStream(out)) {
            ImageWriteParam param = writer.getDefaultWriteParam();
            if (kind == Kind.PROGRESSIVE) {
                param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
            }
            IIOMetadata metadata = writer.getDefaultImageMetadata(new ImageTypeSpecifier(image), param);
            Node tree = metadata.getAsTree(METADATA);
            Element sequence = (Element)
                    ((Element) tree).getElementsByTagName("markerSequence").item(0);
            if (interval > 0) {
                IIOMetadataNode dri = new IIOMetadataNode("dri");
                dri.setAttribute("interval", Integer.toString(interval));
                sequence.insertBefore(dri, sequence.getFirstChild());
            }
            if (!subsampled) {
                NodeList components = sequence.getElementsByTagName("componentSpec");
                for (int i = 0; i < components.getLength(); i++) {
                    ((Element) components.item(i)).setAttribute("HsamplingFactor", "1");
                    ((Element) components.item(i)).setAttribute("VsamplingFactor", "1");
                }
            }
            metadata.setFromTree(METADATA, tree);
            writer.setOutput(stream);
            writer.write(null, new IIOImage(image, null, metadata), param);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        return out.toByteArray();
    }

    /** Joins streams of one component each: their data are the same in scans of one frame (T.81, A.2). */
    private static byte[] separate(BufferedImage image, int interval, boolean subsampled) {
        List<byte[]> first = segments(plane(image, 0, 1, interval));
        byte[] frame = {8, first.get(indexOf(first, 0xc0))[5], 0, 0, 0, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0};
        System.arraycopy(first.get(indexOf(first, 0xc0)), 5, frame, 1, 4);
        frame[7] = (byte) (subsampled ? 0x22 : 0x11);
        List<byte[]> joined = new ArrayList<>();
        for (byte[] segment : first) {
            if (marker(segment) == 0xc0) {
                joined.add(segment(0xc0, frame));
            } else if (marker(segment) == SOS) {
                for (int band = 0; band < 3; band++) {
                    List<byte[]> plane = segments(plane(image, band, band > 0 && subsampled ? 2 : 1, interval));
                    byte[] scan = plane.get(indexOf(plane, SOS));
                    scan[5] = (byte) (band + 1);
                    joined.add(scan);
                }
            } else {
                joined.add(segment);
            }
        }
        return join(joined);
    }

    /** Writes a band as a gray image; of {@code step} columns and rows, one is taken. */
    public static byte[] plane(BufferedImage image, int band, int step, int interval) {
        int width = (image.getWidth() + step - 1) / step;
        int height = (image.getHeight() + step - 1) / step;
        BufferedImage plane = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                plane.getRaster().setSample(x, y, 0, image.getRaster().getSample(x * step, y * step, band));
            }
        }
        return write(plane, Kind.SEQUENTIAL, interval, false);
    }

    /** Splits a stream: start of image, each segment (a scan with its data), end of image. */
    public static List<byte[]> segments(byte[] jpeg) {
        List<byte[]> segments = new ArrayList<>();
        segments.add(Arrays.copyOf(jpeg, 2));
        int at = 2;
        while (at + 4 <= jpeg.length) {
            int end = at + 2 + (((jpeg[at + 2] & 0xff) << 8) | (jpeg[at + 3] & 0xff));
            if ((jpeg[at + 1] & 0xff) == SOS) {
                while (!isMarker(jpeg, end) || (jpeg[end + 1] & 0xf8) == 0xd0) {
                    end++;
                }
            }
            segments.add(Arrays.copyOfRange(jpeg, at, end));
            at = end;
        }
        segments.add(Arrays.copyOfRange(jpeg, at, jpeg.length));
        return segments;
    }

    /** Splits a scan: its header, then each restart interval, all but the first with the marker before it. */
    public static List<byte[]> intervals(byte[] scan) {
        List<byte[]> intervals = new ArrayList<>();
        int at = 2 + (((scan[2] & 0xff) << 8) | (scan[3] & 0xff));
        intervals.add(Arrays.copyOf(scan, at));
        int from = at;
        for (; at + 1 < scan.length; at++) {
            if (isMarker(scan, at)) {
                intervals.add(Arrays.copyOfRange(scan, from, at));
                from = at;
            }
        }
        intervals.add(Arrays.copyOfRange(scan, from, scan.length));
        return intervals;
    }

    public static int marker(byte[] segment) {
        return segment[1] & 0xff;
    }

    /** Returns the index of the first segment with this marker. */
    public static int indexOf(List<byte[]> segments, int marker) {
        for (int i = 0; i < segments.size(); i++) {
            if (marker(segments.get(i)) == marker) {
                return i;
            }
        }
        throw new IllegalArgumentException("marker: " + marker + " (expected: one of the stream)");
    }

    public static byte[] segment(int marker, byte[] payload) {
        byte[] segment = new byte[payload.length + 4];
        segment[0] = (byte) 0xff;
        segment[1] = (byte) marker;
        segment[2] = (byte) ((payload.length + 2) >> 8);
        segment[3] = (byte) (payload.length + 2);
        System.arraycopy(payload, 0, segment, 4, payload.length);
        return segment;
    }

    /** Returns a segment with a part of an ICC profile (ICC.1, annex B.4). */
    public static byte[] profile(int number, int of, byte[] data) {
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        payload.writeBytes("ICC_PROFILE\0".getBytes(StandardCharsets.US_ASCII));
        payload.write(number);
        payload.write(of);
        payload.writeBytes(data);
        return segment(0xe2, payload.toByteArray());
    }

    public static byte[] join(List<byte[]> parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        parts.forEach(out::writeBytes);
        return out.toByteArray();
    }

    private static boolean isMarker(byte[] jpeg, int at) {
        return jpeg[at] == (byte) 0xff && jpeg[at + 1] != 0 && jpeg[at + 1] != (byte) 0xff;
    }
}
