package org.robustdx.lab.decode;

import com.github.jaiimageio.jpeg2000.J2KImageWriteParam;
import com.github.jaiimageio.jpeg2000.impl.J2KImageWriter;
import com.github.jaiimageio.jpeg2000.impl.J2KImageWriterSpi;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.robustdx.inference.image.Fit;
import org.robustdx.inference.image.Raster;
import org.robustdx.inference.image.Resizer;

/** Writes one picture in each format that the benchmark measures. */
final class SampleFiles {
    private static final float QUALITY = 0.9f;
    private static final String RAW = "1.2.840.10008.1.2.1";
    private static final String RLE = "1.2.840.10008.1.2.5";
    private static final String JPEG = "1.2.840.10008.1.2.4.50";
    private static final String JPEG_2000 = "1.2.840.10008.1.2.4.90";
    private static final int HEADER = 64;
    private static final int LONGEST_LITERAL = 128;

    private SampleFiles() {}

    /**
     * Returns the files by the name of their format, such as {@code jpeg_gray_224}.
     *
     * @param picture the picture, which is brought to the sizes of the files
     * @param folder an existing folder
     */
    static Map<String, Path> write(Raster picture, Path folder) throws IOException {
        Map<String, byte[]> contents = new LinkedHashMap<>();
        for (int side : new int[] {224, 1024}) {
            Raster colour = Resizer.resize(picture.toChannels(3), side, side, Fit.STRETCH);
            Raster gray = colour.toChannels(1);
            contents.put("jpeg_gray_" + side, jpeg(gray));
            contents.put("jpeg_colour_" + side, jpeg(colour));
            contents.put("png_gray_" + side, gray.toPng());
            contents.put("png_16_" + side, imageIo(wide(gray), "png"));
            contents.put("dicom_raw_" + side, dicom(gray, RAW, gray.pixels()));
            contents.put("dicom_rle_" + side, dicom(gray, RLE, runLengths(gray.pixels())));
            contents.put("dicom_jpeg_" + side, dicom(gray, JPEG, jpeg(gray)));
            contents.put("dicom_jpeg2000_" + side, dicom(gray, JPEG_2000, jpeg2000(gray)));
        }
        Map<String, Path> files = new LinkedHashMap<>();
        for (Map.Entry<String, byte[]> content : contents.entrySet()) {
            files.put(content.getKey(), Files.write(folder.resolve(content.getKey()), content.getValue()));
        }
        return files;
    }

    private static BufferedImage image(Raster raster) {
        int type = raster.channels() == 1 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_3BYTE_BGR;
        BufferedImage image = new BufferedImage(raster.width(), raster.height(), type);
        int[] samples = new int[raster.pixels().length];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = raster.pixels()[i] & 0xff;
        }
        image.getRaster().setPixels(0, 0, raster.width(), raster.height(), samples);
        return image;
    }

    /** The same picture with 16 bits, the lower ones not zero. */
    private static BufferedImage wide(Raster raster) {
        BufferedImage image = new BufferedImage(raster.width(), raster.height(), BufferedImage.TYPE_USHORT_GRAY);
        for (int i = 0; i < raster.pixels().length; i++) {
            int sample = (raster.pixels()[i] & 0xff) * 257 ^ (i * 31 & 15);
            image.getRaster().setSample(i % raster.width(), i / raster.width(), 0, sample);
        }
        return image;
    }

    private static byte[] imageIo(BufferedImage image, String format) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, format, out);
        return out.toByteArray();
    }

    private static byte[] jpeg(Raster raster) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ImageWriteParam options = writer.getDefaultWriteParam();
        options.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        options.setCompressionQuality(QUALITY);
        return written(writer, raster, options);
    }

    private static byte[] jpeg2000(Raster raster) throws IOException {
        J2KImageWriteParam options = new J2KImageWriteParam();
        options.setLossless(true);
        options.setWriteCodeStreamOnly(true);
        return written(new J2KImageWriter(new J2KImageWriterSpi()), raster, options);
    }

    private static byte[] written(ImageWriter writer, Raster raster, ImageWriteParam options) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
            writer.setOutput(stream);
            writer.write(null, new IIOImage(image(raster), null, null), options);
        } finally {
            writer.dispose();
        }
        return out.toByteArray();
    }

    /** Packs bytes as one RLE frame of one segment (DICOM PS3.5, annex G). */
    private static byte[] runLengths(byte[] pixels) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(ByteBuffer.allocate(HEADER)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(1)
                .putInt(HEADER)
                .array());
        int at = 0;
        while (at < pixels.length) {
            int run = run(pixels, at);
            if (run > 1) {
                out.write(1 - run);
                out.write(pixels[at]);
                at += run;
            } else {
                int from = at;
                while (at < pixels.length && at - from < LONGEST_LITERAL && run(pixels, at) < 3) {
                    at++;
                }
                at = Math.max(at, from + 1);
                out.write(at - from - 1);
                out.write(pixels, from, at - from);
            }
        }
        return out.toByteArray();
    }

    private static int run(byte[] pixels, int at) {
        int end = at + 1;
        while (end < pixels.length && end - at < LONGEST_LITERAL && pixels[end] == pixels[at]) {
            end++;
        }
        return end - at;
    }

    private static byte[] dicom(Raster gray, String syntax, byte[] frame) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[128]);
        out.writeBytes("DICM".getBytes(StandardCharsets.US_ASCII));
        element(out, 0x00020010, "UI", syntax + (syntax.length() % 2 == 0 ? "" : "\0"));
        element(out, 0x00080060, "CS", "DX");
        number(out, 0x00280002, 1);
        element(out, 0x00280004, "CS", "MONOCHROME2 ");
        number(out, 0x00280010, gray.height());
        number(out, 0x00280011, gray.width());
        number(out, 0x00280100, 8);
        number(out, 0x00280101, 8);
        number(out, 0x00280102, 7);
        number(out, 0x00280103, 0);
        element(out, 0x00281050, "DS", "128 ");
        element(out, 0x00281051, "DS", "256 ");
        tag(out, 0x7fe00010);
        out.writeBytes(new byte[] {'O', 'B', 0, 0});
        byte[] even = Arrays.copyOf(frame, frame.length + frame.length % 2);
        if (syntax.equals(RAW)) {
            u32(out, even.length);
            out.writeBytes(even);
        } else {
            u32(out, -1);
            item(out, 0xfffee000, new byte[0]);
            item(out, 0xfffee000, even);
            item(out, 0xfffee0dd, new byte[0]);
        }
        return out.toByteArray();
    }

    private static void item(ByteArrayOutputStream out, int tag, byte[] value) {
        tag(out, tag);
        u32(out, value.length);
        out.writeBytes(value);
    }

    private static void number(ByteArrayOutputStream out, int tag, int value) {
        element(out, tag, "US", "" + (char) (value & 0xff) + (char) (value >> 8));
    }

    private static void element(ByteArrayOutputStream out, int tag, String vr, String value) {
        tag(out, tag);
        out.writeBytes(vr.getBytes(StandardCharsets.US_ASCII));
        u16(out, value.length());
        out.writeBytes(value.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static void tag(ByteArrayOutputStream out, int tag) {
        u16(out, tag >>> 16);
        u16(out, tag & 0xffff);
    }

    private static void u16(ByteArrayOutputStream out, int value) {
        out.write(value);
        out.write(value >> 8);
    }

    private static void u32(ByteArrayOutputStream out, int value) {
        u16(out, value);
        u16(out, value >> 16);
    }
}
