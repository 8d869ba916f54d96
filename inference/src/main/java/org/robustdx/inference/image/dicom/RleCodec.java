package org.robustdx.inference.image.dicom;

import org.robustdx.inference.image.DecodeResult.Reason;
import org.robustdx.inference.image.RefusedException;

/** RLE Lossless (PS3.5, annex G): one PackBits segment for each byte of each sample, the most significant byte first. */
final class RleCodec implements FrameCodec {
    private static final int HEADER = 64;
    private static final int MOST_SEGMENTS = 15;
    // Two bytes stand for 128 at most; what claims more than that is false before it is decoded.
    private static final int BEST_RATIO = 64;

    @Override
    public Frame decode(byte[] frame, PixelDescription pixels) throws RefusedException {
        if (pixels.bitsAllocated() < 8) {
            throw new RefusedException(
                    Reason.UNSUPPORTED, "RLE with " + pixels.bitsAllocated() + " bit allocated is not supported");
        }
        int bytes = pixels.bitsAllocated() / 8;
        int segments = pixels.samples() * bytes;
        long claimed = frame.length < HEADER ? -1 : unsigned32(frame, 0);
        if (claimed != segments || segments > MOST_SEGMENTS) {
            throw new RefusedException(Reason.CORRUPT, "RLE segments: " + claimed + " (expected: " + segments + ")");
        }
        int values = pixels.values();
        if ((long) values * bytes > (long) frame.length * BEST_RATIO) {
            throw new RefusedException(Reason.CORRUPT, "truncated: RLE frame is too short for its rows and columns");
        }
        int area = values / pixels.samples();
        int[] out = new int[values];
        byte[] plane = new byte[area];
        for (int s = 0; s < segments; s++) {
            long from = unsigned32(frame, 4 + 4 * s);
            long to = s + 1 < segments ? unsigned32(frame, 8 + 4 * s) : frame.length;
            if (from < HEADER || to < from || to > frame.length) {
                throw new RefusedException(Reason.CORRUPT, "RLE segment " + (s + 1) + " lies outside its frame");
            }
            unpack(frame, (int) from, (int) to, plane, s + 1);
            int sample = s / bytes;
            for (int i = 0, o = sample; i < area; i++, o += pixels.samples()) {
                out[o] = out[o] << 8 | (plane[i] & 0xff);
            }
        }
        for (int i = 0; i < values; i++) {
            out[i] = pixels.stored(out[i]);
        }
        return new Frame(pixels, out);
    }

    private static void unpack(byte[] in, int from, int to, byte[] out, int segment) throws RefusedException {
        int p = from;
        int o = 0;
        while (o < out.length) {
            if (p >= to) {
                throw new RefusedException(
                        Reason.CORRUPT,
                        "truncated: RLE segment " + segment + " has " + o + " bytes (expected: " + out.length + ")");
            }
            int n = in[p++];
            // A run over the plane's end is the padding to an even length that some writers pack in.
            if (n >= 0) {
                int count = Math.min(n + 1, out.length - o);
                if (p + count > to) {
                    throw new RefusedException(
                            Reason.CORRUPT, "truncated: RLE segment " + segment + " ends inside a run");
                }
                System.arraycopy(in, p, out, o, count);
                p += n + 1;
                o += count;
            } else if (n != -128) {
                if (p >= to) {
                    throw new RefusedException(
                            Reason.CORRUPT, "truncated: RLE segment " + segment + " ends inside a run");
                }
                int count = Math.min(1 - n, out.length - o);
                java.util.Arrays.fill(out, o, o + count, in[p++]);
                o += count;
            }
        }
    }

    private static long unsigned32(byte[] bytes, int at) {
        return Cursor.unsigned16At(bytes, at, false) | (long) Cursor.unsigned16At(bytes, at + 2, false) << 16;
    }
}
