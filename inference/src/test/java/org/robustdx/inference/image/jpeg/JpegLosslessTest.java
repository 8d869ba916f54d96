package org.robustdx.inference.image.jpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.robustdx.inference.image.RefusedException;

/** Lossless JPEG of every predictor, against an encoder that is written from the standard (ITU-T T.81, annex H). */
class JpegLosslessTest {
    private static final int WIDTH = 19;
    private static final int HEIGHT = 11;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7})
    void shouldDecodeEveryPredictorAndDepth(int predictor) throws RefusedException {
        for (int precision : new int[] {2, 8, 12, 16}) {
            for (int components : new int[] {1, 3}) {
                int[] samples = picture(precision, components);
                byte[] jpeg = write(samples, precision, components, predictor, 0, 0);
                assertThat(JpegComponents.read(jpeg, WIDTH, HEIGHT, components))
                        .as("%d bits, %d components", precision, components)
                        .isEqualTo(samples);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "3, 1", "0, 4"})
    void shouldDecodePointTransformsAndRestartIntervals(int shift, int rows) throws RefusedException {
        int[] samples = picture(12, 1);
        for (int i = 0; i < samples.length; i++) {
            samples[i] = samples[i] >> shift << shift;
        }
        byte[] jpeg = write(samples, 12, 1, 6, shift, rows * WIDTH);
        assertThat(JpegComponents.read(jpeg, WIDTH, HEIGHT, 1)).isEqualTo(samples);
    }

    @Test
    void shouldRefuseEveryTruncation() {
        byte[] jpeg = write(picture(12, 1), 12, 1, 1, 0, 0);
        for (int length = 0; length < jpeg.length; length++) {
            byte[] cut = Arrays.copyOf(jpeg, length);
            assertThatThrownBy(() -> JpegComponents.read(cut, WIDTH, HEIGHT, 1))
                    .as("%d bytes", length)
                    .isInstanceOf(RefusedException.class);
        }
    }

    @Test
    void shouldAnswerDamagedStreams() {
        Random random = new Random(1);
        byte[] jpeg = write(picture(12, 3), 12, 3, 5, 0, 2 * WIDTH);
        int refused = 0;
        for (int i = 0; i < 3_000; i++) {
            byte[] damaged = jpeg.clone();
            for (int k = random.nextInt(3); k >= 0; k--) {
                damaged[2 + random.nextInt(i % 2 == 0 ? 70 : damaged.length - 2)] = (byte) random.nextInt(256);
            }
            try {
                JpegComponents.read(damaged, WIDTH, HEIGHT, 3);
            } catch (RefusedException e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(1_000);
    }

    @Test
    void shouldNotAllocateForSamplesThatTheDataCannotHold() {
        byte[] jpeg = write(picture(8, 1), 8, 1, 1, 0, 0);
        jpeg[7] = 0x10;
        jpeg[9] = 0x10;
        assertThatThrownBy(() -> JpegComponents.read(jpeg, 0x1000 + WIDTH, 0x1000 + HEIGHT, 1))
                .isInstanceOf(RefusedException.class)
                .hasMessage("damaged: the data are too short for " + (0x1000 + WIDTH) * (0x1000 + HEIGHT) + " samples");
    }

    private static int[] picture(int precision, int components) {
        Random random = new Random(precision);
        int max = (1 << precision) - 1;
        int[] samples = new int[WIDTH * HEIGHT * components];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = i % 7 == 0 ? random.nextInt(max + 1) : (i * 37 * (max / 64 + 1)) & max;
        }
        // The largest differences that there are.
        samples[components] = 0;
        samples[2 * components] = max;
        return samples;
    }

    /** Writes a stream whose only Huffman table has a code of 5 bits for each of the 17 lengths. */
    private static byte[] write(int[] samples, int precision, int components, int predictor, int shift, int interval) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {-1, (byte) 0xd8});
        byte[] frame = new byte[6 + 3 * components];
        frame[0] = (byte) precision;
        frame[2] = HEIGHT;
        frame[4] = WIDTH;
        frame[5] = (byte) components;
        byte[] scan = new byte[4 + 2 * components];
        scan[0] = (byte) components;
        for (int c = 0; c < components; c++) {
            frame[6 + 3 * c] = (byte) (c + 1);
            frame[7 + 3 * c] = 0x11;
            scan[1 + 2 * c] = (byte) (c + 1);
        }
        scan[1 + 2 * components] = (byte) predictor;
        scan[3 + 2 * components] = (byte) shift;
        out.writeBytes(TestJpegs.segment(0xc3, frame));
        byte[] table = new byte[17 + 17];
        table[5] = 17;
        for (int i = 0; i < 17; i++) {
            table[17 + i] = (byte) i;
        }
        out.writeBytes(TestJpegs.segment(TestJpegs.DHT, table));
        if (interval > 0) {
            out.writeBytes(TestJpegs.segment(0xdd, new byte[] {(byte) (interval >> 8), (byte) interval}));
        }
        out.writeBytes(TestJpegs.segment(TestJpegs.SOS, scan));
        StringBuilder bits = new StringBuilder();
        int stride = WIDTH * components;
        for (int i = 0; i < samples.length; i++) {
            int unit = i / components;
            boolean restarts = interval > 0 && unit > 0 && unit % interval == 0;
            if (restarts && i % components == 0) {
                flush(bits, out);
                out.writeBytes(new byte[] {-1, (byte) (0xd0 + (unit / interval - 1) % 8)});
            }
            boolean first = unit % WIDTH == 0;
            boolean top = unit / WIDTH == (interval > 0 ? unit / interval * (interval / WIDTH) : 0);
            int left = first ? 0 : samples[i - components] >> shift;
            int above = unit < WIDTH ? 0 : samples[i - stride] >> shift;
            int corner = unit < WIDTH || first ? 0 : samples[i - stride - components] >> shift;
            int prediction = top
                    ? first ? 1 << (precision - shift - 1) : left
                    : first
                            ? above
                            : switch (predictor) {
                                case 1 -> left;
                                case 2 -> above;
                                case 3 -> corner;
                                case 4 -> left + above - corner;
                                case 5 -> left + ((above - corner) >> 1);
                                case 6 -> above + ((left - corner) >> 1);
                                default -> (left + above) >> 1;
                            };
            int difference = (short) ((samples[i] >> shift) - prediction);
            boolean whole = difference == Short.MIN_VALUE;
            int length = whole ? 16 : Integer.SIZE - Integer.numberOfLeadingZeros(Math.abs(difference));
            append(bits, length, 5);
            append(bits, difference < 0 ? difference - 1 : difference, whole ? 0 : length);
        }
        flush(bits, out);
        out.writeBytes(new byte[] {-1, (byte) 0xd9});
        return out.toByteArray();
    }

    private static void append(StringBuilder bits, int value, int length) {
        for (int i = length - 1; i >= 0; i--) {
            bits.append((value >> i) & 1);
        }
    }

    private static void flush(StringBuilder bits, ByteArrayOutputStream out) {
        while (bits.length() % 8 != 0) {
            bits.append(1);
        }
        for (int i = 0; i < bits.length(); i += 8) {
            int next = Integer.parseInt(bits.substring(i, i + 8), 2);
            out.write(next);
            if (next == 0xff) {
                out.write(0);
            }
        }
        bits.setLength(0);
    }
}
