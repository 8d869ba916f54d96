package org.robustdx.inference.image.tiff;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.zip.Deflater;

/** Writes TIFFs of one page for tests, tag by tag. */
public final class TiffWriter {
    private static final int SHORT = 3;
    private static final int LONG = 4;

    private final ByteOrder order;
    private final TreeMap<Integer, Field> fields = new TreeMap<>();
    private final List<byte[]> segments = new ArrayList<>();
    private boolean tiled;

    private record Field(int type, long[] values) {}

    private TiffWriter(ByteOrder order) {
        this.order = order;
    }

    /** Starts an image of one strip, uncompressed; photometric interpretations are 0 white is zero, 1 black is zero, 2 RGB, 3 palette, 6 YCbCr. */
    public static TiffWriter of(ByteOrder order, int width, int height, int samples, int bits, int photometric) {
        long[] each = new long[samples];
        Arrays.fill(each, bits);
        return new TiffWriter(order)
                .words(256, width)
                .words(257, height)
                .words(258, each)
                .words(259, 1)
                .words(262, photometric)
                .words(277, samples)
                .words(278, height);
    }

    public TiffWriter words(int tag, long... values) {
        fields.put(tag, new Field(SHORT, values));
        return this;
    }

    public TiffWriter longs(int tag, long... values) {
        fields.put(tag, new Field(LONG, values));
        return this;
    }

    public TiffWriter tiles(int width, int height) {
        tiled = true;
        fields.remove(278);
        return words(322, width).words(323, height);
    }

    public TiffWriter segment(byte[] bytes) {
        segments.add(bytes);
        return this;
    }

    public byte[] build() {
        long[] offsets = new long[segments.size()];
        long[] lengths = segments.stream().mapToLong(s -> s.length).toArray();
        longs(tiled ? 324 : 273, offsets);
        longs(tiled ? 325 : 279, lengths);
        int directory = 2 + 12 * fields.size() + 4;
        int outside = fields.values().stream()
                .mapToInt(TiffWriter::bytes)
                .filter(n -> n > 4)
                .sum();
        int at = 8 + directory + outside;
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = at;
            at += segments.get(i).length;
        }
        ByteBuffer out = ByteBuffer.allocate(at).order(order);
        byte mark = (byte) (order == ByteOrder.BIG_ENDIAN ? 'M' : 'I');
        out.put(mark).put(mark).putShort((short) 42).putInt(8).putShort((short) fields.size());
        int far = 8 + directory;
        for (var entry : fields.entrySet()) {
            Field field = entry.getValue();
            out.putShort((short) (int) entry.getKey())
                    .putShort((short) field.type())
                    .putInt(field.values().length);
            int here = out.position();
            if (bytes(field) > 4) {
                out.putInt(far);
                out.position(far);
                far += bytes(field);
            }
            for (long value : field.values()) {
                if (field.type() == SHORT) {
                    out.putShort((short) value);
                } else {
                    out.putInt((int) value);
                }
            }
            out.position(here + 4);
        }
        out.position(8 + directory + outside);
        segments.forEach(out::put);
        return out.array();
    }

    private static int bytes(Field field) {
        return field.values().length * (field.type() == SHORT ? 2 : 4);
    }

    /** Packs rows of samples as TIFF does: 16 bits by the byte order, others from the highest bit, each row from a new byte. */
    public static byte[] pack(int[] samples, int perRow, int bits, ByteOrder order) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int row = 0; row < samples.length; row += perRow) {
            StringBuilder digits = new StringBuilder();
            for (int i = row; i < row + perRow; i++) {
                int value = samples[i];
                if (bits == 16 && order == ByteOrder.LITTLE_ENDIAN) {
                    value = Short.reverseBytes((short) value) & 0xffff;
                }
                String binary = Integer.toBinaryString(value);
                digits.append("0".repeat(bits - binary.length())).append(binary);
            }
            while (digits.length() % 8 != 0) {
                digits.append('0');
            }
            for (int i = 0; i < digits.length(); i += 8) {
                out.write(Integer.parseInt(digits.substring(i, i + 8), 2));
            }
        }
        return out.toByteArray();
    }

    public static byte[] deflate(byte[] bytes) {
        Deflater deflater = new Deflater();
        deflater.setInput(bytes);
        deflater.finish();
        byte[] out = new byte[bytes.length + 64];
        int length = deflater.deflate(out);
        deflater.end();
        return Arrays.copyOf(out, length);
    }

    /** Literal runs only. */
    public static byte[] packBits(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < bytes.length; i += 128) {
            int n = Math.min(128, bytes.length - i);
            out.write(n - 1);
            out.write(bytes, i, n);
        }
        return out.toByteArray();
    }

    /** Codes of 9 bits for single bytes, with a clear code before the codes would grow. */
    public static byte[] lzw(byte[] bytes) {
        StringBuilder digits = new StringBuilder();
        for (int i = 0; i < bytes.length; i++) {
            if (i % 200 == 0) {
                digits.append("100000000");
            }
            String binary = Integer.toBinaryString(bytes[i] & 0xff);
            digits.append("0".repeat(9 - binary.length())).append(binary);
        }
        digits.append("100000001");
        while (digits.length() % 8 != 0) {
            digits.append('0');
        }
        byte[] out = new byte[digits.length() / 8];
        for (int i = 0; i < out.length; i++) {
            out[i] = (byte) Integer.parseInt(digits.substring(8 * i, 8 * i + 8), 2);
        }
        return out;
    }

    /** Reverses the bits of each byte, as FillOrder 2 has them. */
    public static byte[] reversed(byte[] bytes) {
        byte[] out = bytes.clone();
        for (int i = 0; i < out.length; i++) {
            out[i] = (byte) (Integer.reverse(out[i]) >>> 24);
        }
        return out;
    }
}
