package org.robustdx.stream;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageOutputStream;
import org.robustdx.inference.image.Raster;
import org.robustdx.stream.dlq.Reason;

/** Images that once stopped the app, kept it busy, or were read as something else, and what must become of each. */
public enum HostileImages {
    EMPTY(Reason.CONTENT_EMPTY) {
        @Override
        public byte[] content() {
            return new byte[0];
        }
    },
    TEXT(Reason.CONTENT_UNKNOWN_FORMAT) {
        @Override
        public byte[] content() {
            return "no image".getBytes(StandardCharsets.UTF_8);
        }
    },
    JPEG_OF_TWENTY_THOUSAND_SCANS(Reason.CONTENT_LIMIT) {
        @Override
        public byte[] content() throws IOException {
            byte[] jpeg = jpeg(16, true, 0);
            int lastScan = last(jpeg, 0xda);
            byte[] scan = Arrays.copyOfRange(jpeg, lastScan, jpeg.length - 2);
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            all.write(jpeg, 0, lastScan);
            for (int i = 0; i < 20_000; i++) {
                all.write(scan);
            }
            all.write(jpeg, jpeg.length - 2, 2);
            return all.toByteArray();
        }
    },
    JPEG_WITHOUT_SOME_RESTART_INTERVALS(Reason.CONTENT_CORRUPT) {
        @Override
        public byte[] content() throws IOException {
            byte[] jpeg = jpeg(64, false, 1);
            List<Integer> restarts = new ArrayList<>();
            for (int i = last(jpeg, 0xda); i < jpeg.length - 1; i++) {
                if ((jpeg[i] & 0xff) == 0xff && (jpeg[i + 1] & 0xf8) == 0xd0) {
                    restarts.add(i);
                }
            }
            return without(jpeg, restarts.get(8), restarts.get(24));
        }
    },
    JPEG_CUT_OFF(Reason.CONTENT_CORRUPT) {
        @Override
        public byte[] content() throws IOException {
            byte[] jpeg = jpeg(64, false, 0);
            return Arrays.copyOf(jpeg, jpeg.length * 2 / 3);
        }
    },
    BMP_THAT_HOLDS_A_PNG(Reason.CONTENT_UNSUPPORTED) {
        @Override
        public byte[] content() {
            byte[] png = picture(9).toPng();
            return ByteBuffer.allocate(54 + png.length)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .put((byte) 'B')
                    .put((byte) 'M')
                    .putInt(54 + png.length)
                    .putInt(0)
                    .putInt(54)
                    .putInt(40)
                    .putInt(10)
                    .putInt(10)
                    .putShort((short) 1)
                    .putShort((short) 24)
                    .putInt(5)
                    .putInt(png.length)
                    .putInt(0)
                    .putInt(0)
                    .putInt(0)
                    .putInt(0)
                    .put(png)
                    .array();
        }
    },
    PNG_THAT_CLAIMS_NINE_HUNDRED_MEGAPIXELS(Reason.CONTENT_LIMIT) {
        @Override
        public byte[] content() {
            byte[] png = picture(3).toPng();
            ByteBuffer.wrap(png).putInt(16, 30_000).putInt(20, 30_000);
            return png;
        }
    },
    ONE_VALUE_EVERYWHERE(Reason.CONTENT_NO_PICTURE) {
        @Override
        public byte[] content() {
            return new Raster(8, 8, 1, new byte[64]).toPng();
        }
    },
    FULLY_TRANSPARENT(Reason.CONTENT_NO_PICTURE) {
        @Override
        public byte[] content() throws IOException {
            BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_ARGB);
            for (int i = 0; i < 64; i++) {
                image.setRGB(i % 8, i / 8, i * 0x030201);
            }
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ImageIO.write(image, "png", out);
            return out.toByteArray();
        }
    };

    private final Reason reason;

    HostileImages(Reason reason) {
        this.reason = reason;
    }

    /** Returns why it must end as a dead letter. */
    public Reason reason() {
        return reason;
    }

    /** Returns the image. */
    public abstract byte[] content() throws IOException;

    private static Raster picture(int step) {
        byte[] pixels = new byte[64];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (i * step);
        }
        return new Raster(8, 8, 1, pixels);
    }

    /** @param restartInterval in blocks, or 0 for no restart markers */
    private static byte[] jpeg(int side, boolean progressive, int restartInterval) throws IOException {
        BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_BYTE_GRAY);
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                image.getRaster().setSample(x, y, 0, (x * x + 3 * y * y) & 0xff);
            }
        }
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
            ImageWriteParam how = writer.getDefaultWriteParam();
            how.setProgressiveMode(progressive ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
            IIOMetadata metadata = writer.getDefaultImageMetadata(new ImageTypeSpecifier(image), how);
            if (restartInterval > 0) {
                String format = metadata.getNativeMetadataFormatName();
                IIOMetadataNode tree = (IIOMetadataNode) metadata.getAsTree(format);
                IIOMetadataNode interval = new IIOMetadataNode("dri");
                interval.setAttribute("interval", Integer.toString(restartInterval));
                tree.getElementsByTagName("markerSequence").item(0).appendChild(interval);
                metadata.setFromTree(format, tree);
            }
            writer.setOutput(stream);
            writer.write(null, new IIOImage(image, null, metadata), how);
        } finally {
            writer.dispose();
        }
        return out.toByteArray();
    }

    /** Returns where the last marker of this kind begins. */
    private static int last(byte[] jpeg, int marker) {
        int at = jpeg.length - 2;
        while ((jpeg[at] & 0xff) != 0xff || (jpeg[at + 1] & 0xff) != marker) {
            at--;
        }
        return at;
    }

    private static byte[] without(byte[] bytes, int from, int to) {
        byte[] left = new byte[bytes.length - (to - from)];
        System.arraycopy(bytes, 0, left, 0, from);
        System.arraycopy(bytes, to, left, from, bytes.length - to);
        return left;
    }
}
