package org.robustdx.console.images;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the samples of the first frame of a DICOM file (PS3.5, PS3.10) of 16-bit grey values that are not compressed, in little-endian transfer syntaxes. It
 * keeps the attributes of the pixels alone.
 */
final class DicomSamples {
    private static final int PREAMBLE = 128;
    private static final String IMPLICIT = "1.2.840.10008.1.2";
    private static final String EXPLICIT = "1.2.840.10008.1.2.1";
    private static final int UNDEFINED = -1;
    private static final int DEEPEST = 16;

    private static final int TRANSFER_SYNTAX = 0x0002_0010;
    private static final int SAMPLES_PER_PIXEL = 0x0028_0002;
    private static final int PHOTOMETRIC = 0x0028_0004;
    private static final int ROWS = 0x0028_0010;
    private static final int COLUMNS = 0x0028_0011;
    private static final int BITS_ALLOCATED = 0x0028_0100;
    private static final int BITS_STORED = 0x0028_0101;
    private static final int HIGH_BIT = 0x0028_0102;
    private static final int SIGNED = 0x0028_0103;
    private static final int CENTER = 0x0028_1050;
    private static final int WINDOW = 0x0028_1051;
    private static final int INTERCEPT = 0x0028_1052;
    private static final int SLOPE = 0x0028_1053;
    private static final int SHAPE = 0x2050_0020;
    private static final int PIXELS = 0x7fe0_0010;
    private static final int ITEM = 0xfffe_e000;
    private static final int ITEM_END = 0xfffe_e00d;
    private static final int SEQUENCE_END = 0xfffe_e0dd;

    private final ByteBuffer in;
    private final Map<Integer, ByteBuffer> kept = new HashMap<>();
    private boolean implicit;

    private DicomSamples(byte[] content) {
        in = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Returns the samples; empty if the content is another image, or one that is compressed or has less depth. */
    static Optional<GraySamples> read(byte[] content) {
        byte[] magic = "DICM".getBytes(StandardCharsets.US_ASCII);
        if (content.length < PREAMBLE + magic.length
                || !Arrays.equals(content, PREAMBLE, PREAMBLE + magic.length, magic, 0, magic.length)) {
            return Optional.empty();
        }
        DicomSamples file = new DicomSamples(content);
        file.in.position(PREAMBLE + magic.length);
        return file.parse() ? file.samples() : Optional.empty();
    }

    /** Reads to the pixels. Returns whether they are there, not compressed. */
    private boolean parse() {
        boolean meta = true;
        while (in.remaining() >= 8) {
            int start = in.position();
            int tag = tag();
            if (meta && tag >>> 16 != 2) {
                String syntax = text(TRANSFER_SYNTAX);
                if (!syntax.equals(IMPLICIT) && !syntax.equals(EXPLICIT)) {
                    return false;
                }
                implicit = syntax.equals(IMPLICIT);
                meta = false;
                in.position(start);
                continue;
            }
            int length = length();
            if (tag == PIXELS) {
                kept.put(tag, in.slice().order(ByteOrder.LITTLE_ENDIAN));
                return length != UNDEFINED;
            }
            value(tag, length);
        }
        return false;
    }

    private int tag() {
        return ((in.getShort() & 0xffff) << 16) | (in.getShort() & 0xffff);
    }

    /** Reads the rest of an element's header. */
    private int length() {
        if (implicit) {
            return in.getInt();
        }
        String representation = "" + (char) in.get() + (char) in.get();
        return switch (representation) {
            case "OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV" -> {
                in.getShort();
                yield in.getInt();
            }
            default -> in.getShort() & 0xffff;
        };
    }

    private void value(int tag, int length) {
        if (length == UNDEFINED) {
            skipSequence(0);
            return;
        }
        if (length < 0 || length > in.remaining()) {
            throw new IllegalArgumentException("length: %d (expected: 0 to %d)".formatted(length, in.remaining()));
        }
        if (tag >>> 16 == 0x28 || tag == TRANSFER_SYNTAX || tag == SHAPE) {
            kept.putIfAbsent(tag, in.slice(in.position(), length).order(ByteOrder.LITTLE_ENDIAN));
        }
        in.position(in.position() + length);
    }

    private void skipSequence(int depth) {
        if (depth > DEEPEST) {
            throw new IllegalArgumentException("sequences: more than %d in each other".formatted(DEEPEST));
        }
        for (int tag = tag(); tag != SEQUENCE_END; tag = tag()) {
            int length = in.getInt();
            if (tag != ITEM || length < UNDEFINED) {
                throw new IllegalArgumentException("sequence: %08x (expected: an item)".formatted(tag));
            }
            if (length == UNDEFINED) {
                skipItem(depth);
            } else {
                in.position(in.position() + length);
            }
        }
        in.getInt();
    }

    private void skipItem(int depth) {
        for (int tag = tag(); tag != ITEM_END; tag = tag()) {
            int length = length();
            if (length == UNDEFINED) {
                skipSequence(depth + 1);
            } else {
                in.position(in.position() + length);
            }
        }
        in.getInt();
    }

    private Optional<GraySamples> samples() {
        int bits = number(BITS_STORED, 0);
        boolean plain = number(SAMPLES_PER_PIXEL, 0) == 1
                && number(BITS_ALLOCATED, 0) == 16
                && bits > 8
                && bits <= 16
                && number(HIGH_BIT, 0) == bits - 1
                && text(PHOTOMETRIC).startsWith("MONOCHROME");
        ByteBuffer pixels = kept.getOrDefault(PIXELS, ByteBuffer.allocate(0));
        int width = number(COLUMNS, 0);
        int height = number(ROWS, 0);
        if (!plain || width < 1 || height < 1 || pixels.remaining() < 2L * width * height) {
            return Optional.empty();
        }
        boolean signed = number(SIGNED, 0) == 1;
        int offset = signed ? -(1 << (bits - 1)) : 0;
        byte[] samples = new byte[2 * width * height];
        for (int i = 0; i < width * height; i++) {
            int value = pixels.getShort(2 * i) << (32 - bits);
            int sample = (signed ? value >> (32 - bits) : value >>> (32 - bits)) - offset;
            samples[2 * i] = (byte) sample;
            samples[2 * i + 1] = (byte) (sample >> 8);
        }
        String shape = text(SHAPE);
        return Optional.of(new GraySamples(
                width,
                height,
                bits,
                samples,
                offset,
                decimal(SLOPE, 1),
                decimal(INTERCEPT, 0),
                shape.equals("INVERSE")
                        || (!shape.equals("IDENTITY") && text(PHOTOMETRIC).equals("MONOCHROME1")),
                decimal(CENTER, 0),
                decimal(WINDOW, 0)));
    }

    private int number(int tag, int otherwise) {
        ByteBuffer value = kept.get(tag);
        return value == null || value.remaining() < 2 ? otherwise : value.getShort(0) & 0xffff;
    }

    private String text(int tag) {
        ByteBuffer value = kept.get(tag);
        return value == null
                ? ""
                : StandardCharsets.US_ASCII
                        .decode(value.duplicate())
                        .toString()
                        .replace('\0', ' ')
                        .strip();
    }

    /** Returns the first of the numbers of an attribute. */
    private double decimal(int tag, double otherwise) {
        String first = text(tag).split("\\\\", 2)[0].strip();
        return first.isEmpty() ? otherwise : Double.parseDouble(first);
    }
}
