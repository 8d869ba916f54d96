package org.robustdx.inference.image.jpegls;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.robustdx.inference.image.DecodeResult.Reason;
import org.robustdx.inference.image.RefusedException;

/** Decodes a JPEG-LS stream (ITU-T T.87) of 2 to 16 bits, lossless or near-lossless, in any interleaving. */
public final class JpegLs {
    private static final int SOI = 0xd8;
    private static final int EOI = 0xd9;
    private static final int SOS = 0xda;
    private static final int DRI = 0xdd;
    private static final int COM = 0xfe;
    private static final int FRAME = 0xf7;
    private static final int PARAMETERS = 0xf8;
    private static final int APP8 = 0xe8;
    private static final int MAX_COMPONENTS = 4;
    private static final int NONE = 0;
    private static final int BY_SAMPLE = 2;
    /** A colour transform of a vendor, which T.87 does not define. */
    private static final byte[] TRANSFORM = "mrfx".getBytes(StandardCharsets.US_ASCII);

    private final byte[] stream;
    private final int width;
    private final int height;
    private final int components;
    private int precision;
    private int[] identifiers = new int[0];
    private int[] samples = new int[0];
    private boolean[] sent = new boolean[0];
    private Preset preset = new Preset(0, 0, 0, 0, 0, 0);

    private JpegLs(byte[] stream, int width, int height, int components) {
        this.stream = stream;
        this.width = width;
        this.height = height;
        this.components = components;
    }

    /**
     * Returns the samples, row by row and pixel by pixel.
     *
     * @throws RefusedException if the stream is damaged, not of the given size, or of a kind that is not read
     */
    public static int[] read(byte[] stream, int width, int height, int components) throws RefusedException {
        JpegLs decoder = new JpegLs(stream, width, height, components);
        decoder.run();
        return decoder.samples;
    }

    private void run() throws RefusedException {
        if (stream.length < 4 || stream[0] != -1 || (stream[1] & 0xff) != SOI) {
            throw damaged("JPEG-LS frame does not begin as JPEG-LS does");
        }
        int at = 2;
        while (true) {
            while (at + 1 < stream.length && stream[at] == -1 && stream[at + 1] == -1) {
                at++; // a fill byte
            }
            if (at + 2 > stream.length || stream[at] != -1) {
                throw damaged("the end-of-image marker is missing");
            }
            int marker = stream[at + 1] & 0xff;
            if (marker == EOI) {
                break;
            }
            int end = at + 4 <= stream.length ? at + 2 + unsigned16(at + 2) : 0;
            if (end < at + 4 || end > stream.length) {
                throw damaged("segment FF%02X has an impossible length".formatted(marker));
            }
            at = segment(marker, at + 4, end);
        }
        for (boolean component : sent) {
            if (!component) {
                throw damaged("a component is in no scan");
            }
        }
        if (sent.length == 0) {
            throw damaged("the stream holds no image");
        }
    }

    /** Reads a segment, and returns where the next one begins. */
    private int segment(int marker, int from, int end) throws RefusedException {
        switch (marker) {
            case FRAME -> frame(from, end);
            case PARAMETERS -> parameters(from, end);
            case SOS -> {
                return scan(from, end);
            }
            case DRI -> {
                for (int i = from; i < end; i++) {
                    if (stream[i] != 0) {
                        throw unsupported("restart intervals");
                    }
                }
            }
            case APP8 -> {
                if (end - from >= 5
                        && Arrays.equals(stream, from, from + 4, TRANSFORM, 0, 4)
                        && stream[from + 4] != 0) {
                    throw unsupported("a colour transform");
                }
            }
            default -> {
                if ((marker & 0xf0) != 0xe0 && marker != COM) {
                    throw damaged("marker FF%02X stands where none may be".formatted(marker));
                }
            }
        }
        return end;
    }

    private void frame(int from, int end) throws RefusedException {
        int count = end - from < 6 ? 0 : stream[from + 5] & 0xff;
        if (count < 1 || count > MAX_COMPONENTS || end - from < 6 + 3 * count || identifiers.length > 0) {
            throw damaged("the frame header is wrong");
        }
        precision = stream[from] & 0xff;
        int rows = unsigned16(from + 1);
        int columns = unsigned16(from + 3);
        if (precision < 2 || precision > 16) {
            throw damaged("a sample has " + precision + " bits (expected: 2 to 16)");
        }
        if (rows != height || columns != width || count != components) {
            throw new RefusedException(
                    Reason.CORRUPT,
                    "JPEG-LS frame is " + rows + "x" + columns + "x" + count + " (expected: " + height + "x" + width
                            + "x" + components + ")");
        }
        identifiers = new int[count];
        for (int i = 0; i < count; i++) {
            identifiers[i] = stream[from + 6 + 3 * i] & 0xff;
            // Some writers leave the sampling factors of a single component 0.
            if (stream[from + 7 + 3 * i] != stream[from + 7]) {
                throw unsupported("components of different sizes");
            }
        }
        // Each line has at least one bit, so the header cannot claim lines that are not there.
        if (height > 8L * stream.length) {
            throw damaged("the data are too short for " + height + " lines");
        }
        samples = new int[Math.multiplyExact(Math.multiplyExact(width, height), count)];
        sent = new boolean[count];
    }

    private void parameters(int from, int end) throws RefusedException {
        int kind = from < end ? stream[from] : 0;
        if (kind != 1) {
            throw unsupported("extension " + kind);
        }
        if (end - from < 11) {
            throw damaged("the coding parameters are too short");
        }
        preset = new Preset(
                unsigned16(from + 1),
                unsigned16(from + 3),
                unsigned16(from + 5),
                unsigned16(from + 7),
                unsigned16(from + 9),
                0);
    }

    private int scan(int from, int end) throws RefusedException {
        int count = from < end ? stream[from] & 0xff : 0;
        if (identifiers.length == 0 || count < 1 || count > components || end - from != 4 + 2 * count) {
            throw damaged("a scan header is wrong");
        }
        int[] parts = new int[count];
        for (int i = 0; i < count; i++) {
            parts[i] = indexOf(stream[from + 1 + 2 * i] & 0xff);
            if (parts[i] < 0 || sent[parts[i]]) {
                throw damaged("a scan header names component " + (i + 1) + " wrongly");
            }
            if (stream[from + 2 + 2 * i] != 0) {
                throw unsupported("a mapping table");
            }
            sent[parts[i]] = true;
        }
        int near = stream[end - 3] & 0xff;
        int interleaving = stream[end - 2] & 0xff;
        if ((stream[end - 1] & 15) != 0) {
            throw unsupported("a point transform");
        }
        if (interleaving > BY_SAMPLE || (interleaving == NONE && count > 1)) {
            throw damaged("a scan header has interleaving " + interleaving + " for " + count + " components");
        }
        Preset coding = new Preset(preset.max(), preset.t1(), preset.t2(), preset.t3(), preset.reset(), near)
                .withDefaults(precision)
                .checked();
        if (coding.max() >= 1 << precision) {
            throw damaged("the largest sample is " + coding.max() + " (expected: " + precision + " bits)");
        }
        ScanBits bits = new ScanBits(stream, end);
        new Scan(samples, width, height, components, parts, coding, bits)
                .decode(interleaving == BY_SAMPLE && count > 1);
        return bits.end();
    }

    private int indexOf(int identifier) {
        for (int i = 0; i < identifiers.length; i++) {
            if (identifiers[i] == identifier) {
                return i;
            }
        }
        return -1;
    }

    private int unsigned16(int at) {
        return (stream[at] & 0xff) << 8 | (stream[at + 1] & 0xff);
    }

    private static RefusedException damaged(String what) {
        return new RefusedException(Reason.CORRUPT, "damaged: " + what);
    }

    private static RefusedException unsupported(String what) {
        return new RefusedException(Reason.UNSUPPORTED, "JPEG-LS with " + what + " is not supported");
    }
}
