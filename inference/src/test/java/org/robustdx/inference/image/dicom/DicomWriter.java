package org.robustdx.inference.image.dicom;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.Deflater;
import javax.imageio.ImageIO;

/** Writes small DICOM files for tests, right ones and, where a length is given by hand, wrong ones. */
final class DicomWriter {
    static final String IMPLICIT = "1.2.840.10008.1.2";
    static final String EXPLICIT = "1.2.840.10008.1.2.1";
    static final String BIG_ENDIAN = "1.2.840.10008.1.2.2";
    static final String DEFLATED = "1.2.840.10008.1.2.1.99";
    static final String RLE = "1.2.840.10008.1.2.5";
    static final String JPEG = "1.2.840.10008.1.2.4.50";
    static final String JPEG_EXTENDED = "1.2.840.10008.1.2.4.51";
    static final String JPEG_2000 = "1.2.840.10008.1.2.4.90";
    static final long UNDEFINED = 0xffffffffL;

    private final String syntax;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    DicomWriter(String syntax) {
        this.syntax = syntax;
    }

    /** The attributes of an image of one frame. */
    static DicomWriter image(String syntax, String photometric, int rows, int columns, int samples, int allocated) {
        return new DicomWriter(syntax)
                .text(Tag.MODALITY, "CS", "OT")
                .us(Tag.SAMPLES_PER_PIXEL, samples)
                .text(Tag.PHOTOMETRIC_INTERPRETATION, "CS", photometric)
                .us(Tag.ROWS, rows)
                .us(Tag.COLUMNS, columns)
                .us(Tag.BITS_ALLOCATED, allocated);
    }

    DicomWriter us(int tag, int... values) {
        ByteArrayOutputStream value = new ByteArrayOutputStream();
        for (int v : values) {
            u16(value, v);
        }
        return element(tag, "US", value.toByteArray());
    }

    DicomWriter text(int tag, String vr, String text) {
        char padding = vr.equals("UI") ? '\0' : ' ';
        String even = text.length() % 2 == 0 ? text : text + padding;
        return element(tag, vr, even.getBytes(StandardCharsets.ISO_8859_1));
    }

    DicomWriter element(int tag, String vr, byte[] value) {
        header(tag, vr, value.length);
        out.writeBytes(value);
        return this;
    }

    /** Bytes as they are. */
    DicomWriter raw(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    /** The header alone, with any length. */
    DicomWriter header(int tag, String vr, long length) {
        tag(tag);
        boolean itemLike = tag >>> 16 == 0xfffe;
        if (syntax.equals(IMPLICIT) || itemLike) {
            u32(out, length);
        } else {
            out.writeBytes(vr.getBytes(StandardCharsets.US_ASCII));
            if ("OB OW SQ UN".contains(vr)) {
                u16(out, 0);
                u32(out, length);
            } else {
                u16(out, (int) length);
            }
        }
        return this;
    }

    /** Native pixel data of 16-bit samples. */
    DicomWriter pixels16(int... values) {
        ByteArrayOutputStream value = new ByteArrayOutputStream();
        for (int v : values) {
            u16(value, v);
        }
        return element(Tag.PIXEL_DATA, "OW", value.toByteArray());
    }

    /** Native pixel data of 8-bit samples, padded to an even length. */
    DicomWriter pixels8(int... values) {
        byte[] value = new byte[(values.length + 1) / 2 * 2];
        for (int i = 0; i < values.length; i++) {
            value[i] = (byte) values[i];
        }
        return element(Tag.PIXEL_DATA, "OB", value);
    }

    /** Encapsulated pixel data: an empty offset table, then the fragments. */
    DicomWriter fragments(byte[]... fragments) {
        header(Tag.PIXEL_DATA, "OB", UNDEFINED).header(Tag.ITEM, "", 0);
        for (byte[] fragment : fragments) {
            header(Tag.ITEM, "", fragment.length);
            out.writeBytes(fragment);
        }
        return header(Tag.SEQUENCE_END, "", 0);
    }

    /** Returns the data set alone. */
    byte[] dataset() {
        return out.toByteArray();
    }

    /** Returns the file: preamble, file meta information, data set. */
    byte[] file() {
        return fileLabelled(syntax);
    }

    /** Returns the file with a transfer syntax that may not be the one that it has. */
    byte[] fileLabelled(String label) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(new byte[128]);
        file.writeBytes("DICM".getBytes(StandardCharsets.US_ASCII));
        DicomWriter meta = new DicomWriter(EXPLICIT).text(Tag.TRANSFER_SYNTAX, "UI", label);
        file.writeBytes(meta.dataset());
        file.writeBytes(syntax.equals(DEFLATED) ? deflate(dataset()) : dataset());
        return file.toByteArray();
    }

    private static byte[] deflate(byte[] data) {
        Deflater deflater = new Deflater(9, true);
        deflater.setInput(data);
        deflater.finish();
        byte[] buffer = new byte[data.length + 64];
        int n = deflater.deflate(buffer);
        deflater.end();
        return java.util.Arrays.copyOf(buffer, n);
    }

    private void tag(int tag) {
        u16(out, tag >>> 16);
        u16(out, tag & 0xffff);
    }

    private void u16(ByteArrayOutputStream to, int v) {
        boolean big = syntax.equals(BIG_ENDIAN);
        to.write(big ? v >> 8 : v);
        to.write(big ? v : v >> 8);
    }

    private void u32(ByteArrayOutputStream to, long v) {
        boolean big = syntax.equals(BIG_ENDIAN);
        u16(to, (int) (big ? v >> 16 : v) & 0xffff);
        u16(to, (int) (big ? v : v >> 16) & 0xffff);
    }

    /** Returns segments as one RLE frame (PS3.5, annex G). */
    static byte[] rle(byte[]... segments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int[] header = new int[16];
        header[0] = segments.length;
        int at = 64;
        for (int i = 0; i < segments.length; i++) {
            header[i + 1] = at;
            at += segments[i].length;
        }
        for (int word : header) {
            for (int shift = 0; shift < 32; shift += 8) {
                out.write(word >> shift);
            }
        }
        for (byte[] segment : segments) {
            out.writeBytes(segment);
        }
        return out.toByteArray();
    }

    /** Returns an image of one colour, or of noise where {@code rgb} is -1, as JPEG. */
    static byte[] jpeg(int type, int width, int height, int rgb) throws IOException {
        BufferedImage image = new BufferedImage(width, height, type);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int noise = (x * 7919 + y * 104729) * 2654435 & 0xffffff;
                if (type == BufferedImage.TYPE_BYTE_GRAY) {
                    image.getRaster().setSample(x, y, 0, rgb & 0xff);
                } else {
                    image.setRGB(x, y, rgb == -1 ? noise : rgb);
                }
            }
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (!ImageIO.write(image, "jpeg", out)) {
            throw new IllegalStateException("no writer of JPEG");
        }
        return out.toByteArray();
    }
}
