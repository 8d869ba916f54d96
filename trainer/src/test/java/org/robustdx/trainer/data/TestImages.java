package org.robustdx.trainer.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.robustdx.inference.image.Raster;

/** Small images and folders for tests. */
final class TestImages {
    private TestImages() {}

    /** Returns an image of random pixels, another one for each seed. */
    static Raster raster(int height, int width, int channels, long seed) {
        byte[] pixels = new byte[height * width * channels];
        new Random(seed).nextBytes(pixels);
        return new Raster(width, height, channels, pixels);
    }

    static Path write(Path file, byte[] content) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.write(file, content);
    }

    /** Writes a PNG of random pixels. */
    static Path png(Path file, long seed) throws IOException {
        return write(file, raster(8, 8, 1, seed).toPng());
    }

    /** Returns a DICOM file (explicit VR little endian, MONOCHROME2, 8 bits) of the gray image given. */
    static byte[] dicom(Raster gray) {
        ByteArrayOutputStream meta = new ByteArrayOutputStream();
        element(meta, 0x0002, 0x0010, "UI", text("1.2.840.10008.1.2.1"));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[128]);
        out.writeBytes("DICM".getBytes(StandardCharsets.US_ASCII));
        element(out, 0x0002, 0x0000, "UL", new byte[] {(byte) meta.size(), 0, 0, 0});
        out.writeBytes(meta.toByteArray());
        element(out, 0x0008, 0x0016, "UI", text("1.2.840.10008.5.1.4.1.1.7"));
        element(out, 0x0028, 0x0002, "US", number(1));
        element(out, 0x0028, 0x0004, "CS", text("MONOCHROME2"));
        element(out, 0x0028, 0x0010, "US", number(gray.height()));
        element(out, 0x0028, 0x0011, "US", number(gray.width()));
        element(out, 0x0028, 0x0100, "US", number(8));
        element(out, 0x0028, 0x0101, "US", number(8));
        element(out, 0x0028, 0x0102, "US", number(7));
        element(out, 0x0028, 0x0103, "US", number(0));
        element(out, 0x7FE0, 0x0010, "OB", gray.pixels());
        return out.toByteArray();
    }

    private static void element(ByteArrayOutputStream out, int group, int element, String vr, byte[] value) {
        out.writeBytes(number(group));
        out.writeBytes(number(element));
        out.writeBytes(vr.getBytes(StandardCharsets.US_ASCII));
        if (vr.equals("OB")) {
            out.writeBytes(number(0));
            out.writeBytes(number(value.length & 0xFFFF));
            out.writeBytes(number(value.length >>> 16));
        } else {
            out.writeBytes(number(value.length));
        }
        out.writeBytes(value);
    }

    private static byte[] number(int value) {
        return new byte[] {(byte) value, (byte) (value >>> 8)};
    }

    private static byte[] text(String value) {
        return (value.length() % 2 == 0 ? value : value + "\0").getBytes(StandardCharsets.US_ASCII);
    }

    /** Returns {@code n} random images in {@code classes} classes that take turns, each its own group. */
    static Dataset dataset(int n, int classes, int height, int width, int channels) {
        byte[][] images = new byte[n][];
        int[] labels = new int[n];
        String[] ids = new String[n];
        List<String> names = new ArrayList<>();
        for (int c = 0; c < classes; c++) {
            names.add("class" + c);
        }
        for (int i = 0; i < n; i++) {
            images[i] = raster(height, width, channels, i).pixels();
            labels[i] = i % classes;
            ids[i] = String.format(Locale.ROOT, "image-%05d", i);
        }
        return new Dataset(names, height, width, channels, images, labels, ids.clone(), ids);
    }
}
