package org.robustdx.inference.image.jpeg;

import java.util.Arrays;
import org.robustdx.inference.image.RefusedException;

/**
 * A quantization table of a JPEG stream (ITU-T T.81, B.2.4.1), and the coefficients that an image can have with it. After lost bits, decoding
 * soon synchronizes again, but all later DC coefficients are wrong. Their sum of differences leaves the possible range, which shows the loss.
 */
final class JpegQuantization {
    private static final int TABLES = 4;
    /** Bits of the longest coefficient that has a code. */
    private static final int MAX_LENGTH = 15;
    /**
     * Largest coefficient of 8-bit samples before quantization. They give 8 * 128 at most (T.81, A.3.3). Some encoders let samples overshoot by 31
     * against ringing, which makes 8 * 159.
     */
    private static final int LARGEST = 1280;

    private final int[] steps;
    private final int largest;

    private JpegQuantization(int[] steps, int precision) {
        this.steps = steps;
        this.largest = LARGEST << (precision - 8);
    }

    /**
     * Returns, by component, the table in force at its first scan.
     *
     * @throws RefusedException if one is missing
     */
    static JpegQuantization[] of(JpegStream stream) throws RefusedException {
        JpegFrame frame = stream.frame();
        JpegQuantization[] tables = new JpegQuantization[TABLES];
        JpegQuantization[] used = new JpegQuantization[frame.components().size()];
        for (JpegStream.Segment segment : stream.segments()) {
            if (segment.marker() == JpegStream.DQT) {
                read(stream.jpeg(), segment, frame.precision(), tables);
            } else if (segment.marker() == JpegStream.SOS) {
                for (JpegScan.Part part :
                        JpegScan.read(stream.jpeg(), segment, frame).parts()) {
                    int number = frame.components().get(part.component()).quantization();
                    if (number >= TABLES || tables[number] == null) {
                        throw JpegStream.damaged("a quantization table is missing");
                    }
                    if (used[part.component()] == null) {
                        used[part.component()] = tables[number];
                    }
                }
            }
        }
        if (Arrays.asList(used).contains(null)) {
            throw JpegStream.damaged("a component is in no scan");
        }
        return used;
    }

    private static void read(byte[] jpeg, JpegStream.Segment segment, int samples, JpegQuantization[] tables)
            throws RefusedException {
        int at = segment.from();
        while (at < segment.to()) {
            int number = jpeg[at] & 15;
            int precision = (jpeg[at] & 0xff) >> 4;
            int[] steps = new int[JpegCoefficients.PER_BLOCK];
            int bytes = 1 + precision;
            if (number >= TABLES || precision > 1 || at + 1 + steps.length * bytes > segment.to()) {
                throw JpegStream.damaged("a quantization table is wrong");
            }
            at++;
            for (int k = 0; k < steps.length; k++, at += bytes) {
                steps[k] = precision == 0 ? jpeg[at] & 0xff : JpegStream.unsigned16(jpeg, at);
            }
            tables[number] = new JpegQuantization(steps, samples);
        }
    }

    /** Returns the largest possible coefficient of an index in zigzag order. */
    int largest(int k) {
        return steps[k] == 0 ? Integer.MAX_VALUE : largest / steps[k] + 1;
    }

    /** Returns, by index in zigzag order, the bits of the longest possible coefficient. */
    int[] lengths() {
        int[] lengths = new int[steps.length];
        for (int k = 0; k < lengths.length; k++) {
            lengths[k] = Math.min(MAX_LENGTH, Integer.SIZE - Integer.numberOfLeadingZeros(largest(k)));
        }
        return lengths;
    }

    /** Returns the steps by index in zigzag order. */
    int[] steps() {
        return steps;
    }
}
