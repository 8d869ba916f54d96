package org.robustdx.inference.image.jpegls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.robustdx.inference.image.RefusedException;

/** JPEG-LS: the example of the standard, streams of another encoder (dcmcjpls of DCMTK 3.6.7, with CharLS), and damaged ones. */
class JpegLsTest {
    private static final int WIDTH = 37;
    private static final int HEIGHT = 29;

    @Test
    void shouldDecodeTheExampleOfTheStandard() throws RefusedException {
        // T.87, H.3.
        byte[] stream = HexFormat.of()
                .parseHex("ffd8fff7000b0800040004010111 00ffda0008010100000000c000006c80208e01c0000057400000"
                        .replace(" ", "")
                        .concat("6ee6000001bc18000005d800009160ffd9"));
        assertThat(JpegLs.read(stream, 4, 4, 1))
                .containsExactly(0, 0, 90, 74, 68, 50, 43, 205, 64, 145, 145, 145, 100, 145, 145, 145);
    }

    @ParameterizedTest
    @CsvSource({
        "gray8, 1, 8, 0",
        "gray12, 1, 12, 0",
        "gray16, 1, 16, 0",
        "gray12near2, 1, 12, 2",
        "lines, 3, 8, 0",
        "samples, 3, 8, 0",
        "planes, 3, 8, 0",
        "samplesnear1, 3, 8, 1"
    })
    void shouldDecodeWhatAnotherEncoderWrites(String name, int components, int bits, int near) throws Exception {
        int[] samples = JpegLs.read(stream(name), WIDTH, HEIGHT, components);
        int[] original = picture(components, (1 << bits) - 1);
        for (int i = 0; i < original.length; i++) {
            assertThat(Math.abs(samples[i] - original[i])).as("sample %d", i).isLessThanOrEqualTo(near);
        }
    }

    @ParameterizedTest
    @CsvSource({"gray16, 1", "lines, 3", "samples, 3", "planes, 3"})
    void shouldRefuseEveryTruncation(String name, int components) throws IOException {
        byte[] stream = stream(name);
        for (int length = 0; length < stream.length; length++) {
            byte[] cut = Arrays.copyOf(stream, length);
            assertThatThrownBy(() -> JpegLs.read(cut, WIDTH, HEIGHT, components))
                    .as("%d bytes", length)
                    .isInstanceOf(RefusedException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({"gray8, 1", "gray12near2, 1", "lines, 3", "samples, 3", "planes, 3"})
    void shouldAnswerDamagedStreams(String name, int components) throws IOException {
        byte[] stream = stream(name);
        Random random = new Random(1);
        int refused = 0;
        for (int i = 0; i < 2_000; i++) {
            byte[] damaged = stream.clone();
            for (int k = random.nextInt(3); k >= 0; k--) {
                damaged[random.nextInt(i % 2 == 0 ? 40 : damaged.length)] = (byte) random.nextInt(256);
            }
            try {
                assertThat(JpegLs.read(damaged, WIDTH, HEIGHT, components)).hasSize(WIDTH * HEIGHT * components);
            } catch (RefusedException e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(1_000);
    }

    @Test
    void shouldRefuseAnotherSizeThanTheDataSetHas() throws IOException {
        byte[] stream = stream("gray8");
        assertThatThrownBy(() -> JpegLs.read(stream, WIDTH, HEIGHT + 1, 1))
                .isInstanceOf(RefusedException.class)
                .hasMessage("JPEG-LS frame is 29x37x1 (expected: 30x37x1)");
    }

    @Test
    void shouldNotAllocateForLinesThatTheDataCannotHold() {
        byte[] header = HexFormat.of().parseHex("ffd8fff7000b08ffffffff01011100ffd9");
        assertThatThrownBy(() -> JpegLs.read(header, 65535, 65535, 1))
                .isInstanceOf(RefusedException.class)
                .hasMessage("damaged: the data are too short for 65535 lines");
    }

    private static int[] picture(int components, int max) {
        int[] samples = new int[WIDTH * HEIGHT * components];
        for (int i = 0; i < samples.length; i++) {
            int c = i % components;
            int x = i / components % WIDTH;
            int y = i / components / WIDTH;
            int texture = (x * x * 7 + y * y * 3 + x * y * 5 + c * 40) * ((max >> 8) + 1) / 16;
            int steps = y / 5 * ((max >> 3) + 1) + c * 9;
            samples[i] = (3 * x > WIDTH ? texture : steps) & max;
        }
        return samples;
    }

    private static byte[] stream(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(JpegLsTest.class.getResourceAsStream(name + ".jls"))) {
            return in.readAllBytes();
        }
    }
}
