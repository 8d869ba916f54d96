package org.robustdx.inference.image.jpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.inference.image.DecodeResult;
import org.robustdx.inference.image.DecodeResult.Decoded;
import org.robustdx.inference.image.DecodeResult.Reason;
import org.robustdx.inference.image.DecodeResult.Refused;
import org.robustdx.inference.image.Raster;
import org.robustdx.inference.image.RefusedException;
import org.robustdx.inference.image.formats.ImageDecoders;
import org.robustdx.inference.image.jpeg.TestJpegs.Kind;

/** JPEG streams that lost data are refused; whole ones with odd but harmless parts are not. */
class JpegDamageTest {
    private static final int WIDTH = 128;
    private static final int HEIGHT = 96;
    /** 192 blocks in 48 intervals of 4. */
    private static final byte[] WITH_INTERVALS = TestJpegs.gray(WIDTH, HEIGHT, 4);

    @Test
    void shouldDecodeRestartIntervals() {
        byte[] without = TestJpegs.gray(WIDTH, HEIGHT, 0);
        assertThat(TestJpegs.intervals(scan(WITH_INTERVALS))).hasSize(1 + 48);
        assertThat(decoded(WITH_INTERVALS)).isEqualTo(decoded(without));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 8, 16, 40})
    void shouldRefuseMissingRestartIntervals(int missing) {
        for (int from : new int[] {1, 5, 48 - missing}) {
            byte[] damaged = changedIntervals(WITH_INTERVALS, parts -> parts.subList(1 + from, 1 + from + missing)
                    .clear());
            refused(damaged, "damaged: ");
        }
    }

    @Test
    void shouldNameTheRestartMarkerThatIsOutOfTurn() {
        byte[] damaged = changedIntervals(WITH_INTERVALS, parts -> parts.remove(4));
        assertThat(decode(damaged))
                .isEqualTo(
                        new Refused(Reason.CORRUPT, "JPEG: damaged: restart marker 3 stands where 2 should (scan 1)"));
    }

    @Test
    void shouldRefuseExchangedRestartIntervals() {
        refused(changedIntervals(WITH_INTERVALS, parts -> Collections.swap(parts, 7, 12)), "restart marker");
    }

    @Test
    void shouldRefuseRestartIntervalsThatStandTwice() {
        byte[] damaged =
                changedIntervals(WITH_INTERVALS, parts -> parts.addAll(10, List.copyOf(parts.subList(10, 18))));
        refused(damaged, "more restart intervals");
    }

    @Test
    void shouldRefuseEmptyRestartIntervals() {
        refused(changedIntervals(WITH_INTERVALS, parts -> parts.set(6, Arrays.copyOf(parts.get(6), 2))), "unit 21 of");
    }

    @Test
    void shouldDecodeDataThatEndInARestartMarker() {
        byte[] closing = {(byte) 0xff, (byte) (0xd0 + 47 % 8)};
        byte[] odd = changedIntervals(WITH_INTERVALS, parts -> parts.add(closing));
        assertThat(decoded(odd)).isEqualTo(decoded(WITH_INTERVALS));
    }

    @ParameterizedTest
    @ValueSource(ints = {80, 200, 800})
    void shouldRefuseBytesLostWithinTheData(int lost) {
        byte[] jpeg = TestJpegs.gray(WIDTH, HEIGHT, 0);
        byte[] scan = scan(jpeg);
        for (int at = 20; at + lost < scan.length; at += 97) {
            refused(changedScan(jpeg, without(scan, at, lost)), "damaged: ");
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void shouldRefuseDataThatEndTooEarly(Kind kind) {
        byte[] jpeg = TestJpegs.colour(WIDTH, HEIGHT, kind);
        byte[] end = {(byte) 0xff, (byte) 0xd9};
        for (int percent : new int[] {50, 70, 90, 99}) {
            byte[] cut = Arrays.copyOf(jpeg, jpeg.length * percent / 100);
            refused(cut, "damaged: ");
            refused(TestJpegs.join(List.of(cut, end)), "damaged: ");
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void shouldRefuseBytesBetweenTheParts(Kind kind) {
        List<byte[]> segments = TestJpegs.segments(TestJpegs.colour(WIDTH, HEIGHT, kind));
        for (int i = 2; i < segments.size(); i++) {
            List<byte[]> more = new ArrayList<>(segments);
            more.add(i, new byte[] {0x12, 0x34, 0x56});
            refused(TestJpegs.join(more), "damaged: ");
        }
    }

    @Test
    void shouldDecodeFillBytesBeforeMarkersAndAnythingAfterTheEnd() {
        byte[] jpeg = TestJpegs.gray(WIDTH, HEIGHT, 0);
        List<byte[]> segments = new ArrayList<>();
        for (byte[] segment : TestJpegs.segments(jpeg)) {
            segments.add(new byte[] {(byte) 0xff, (byte) 0xff});
            segments.add(segment);
        }
        segments.remove(0);
        segments.add(jpeg);
        assertThat(decoded(TestJpegs.join(segments))).isEqualTo(decoded(jpeg));
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"SEPARATE", "PROGRESSIVE"})
    void shouldRefuseAMissingScanAndOneThatStandsTwice(Kind kind) {
        List<byte[]> segments = TestJpegs.segments(TestJpegs.colour(WIDTH, HEIGHT, kind));
        int scans = 0;
        for (int i = 0; i < segments.size(); i++) {
            if (TestJpegs.marker(segments.get(i)) == TestJpegs.SOS) {
                scans++;
                List<byte[]> less = new ArrayList<>(segments);
                less.remove(i);
                refused(TestJpegs.join(less), "damaged: ");
                List<byte[]> more = new ArrayList<>(segments);
                more.add(i, segments.get(i));
                refused(TestJpegs.join(more), "stands twice");
            }
        }
        assertThat(scans).isEqualTo(kind == Kind.SEPARATE ? 3 : 10);
    }

    @Test
    void shouldRefuseMarkersWhereNoneMayBe() {
        List<byte[]> segments = TestJpegs.segments(TestJpegs.gray(WIDTH, HEIGHT, 0));
        for (int marker : new int[] {0x02, 0xbf, 0xc8, 0xd0, 0xd7, 0xd8, 0xde, 0xf0}) {
            List<byte[]> more = new ArrayList<>(segments);
            more.add(2, new byte[] {(byte) 0xff, (byte) marker, 0, 2});
            refused(TestJpegs.join(more), "marker FF%02X".formatted(marker));
        }
        List<byte[]> twice = new ArrayList<>(segments);
        int frame = TestJpegs.indexOf(segments, 0xc0);
        twice.add(frame, segments.get(frame));
        refused(TestJpegs.join(twice), "two frame headers");
    }

    @Test
    void shouldRefuseANumberOfLinesThatIsNotThatOfTheFrame() {
        List<byte[]> segments = new ArrayList<>(TestJpegs.segments(TestJpegs.gray(WIDTH, HEIGHT, 0)));
        segments.add(segments.size() - 1, TestJpegs.segment(0xdc, new byte[] {0, HEIGHT}));
        assertThat(decode(TestJpegs.join(segments))).isInstanceOf(Decoded.class);
        segments.set(segments.size() - 2, TestJpegs.segment(0xdc, new byte[] {0, HEIGHT - 8}));
        refused(TestJpegs.join(segments), "number of lines");
    }

    @Test
    void shouldRefuseWhatIsNotReadByName() {
        byte[] jpeg = TestJpegs.gray(WIDTH, HEIGHT, 0);
        int frame = TestJpegs.join(TestJpegs.segments(jpeg).subList(0, indexOfFrame(jpeg))).length;
        byte[] arithmetic = jpeg.clone();
        arithmetic[frame + 1] = (byte) 0xc9;
        byte[] twelveBits = jpeg.clone();
        twelveBits[frame + 4] = 12;
        byte[] heightLater = jpeg.clone();
        heightLater[frame + 5] = 0;
        heightLater[frame + 6] = 0;
        assertThat(List.of(decode(arithmetic), decode(twelveBits), decode(heightLater)))
                .allSatisfy(result -> assertThat(((Refused) result).reason()).isEqualTo(Reason.UNSUPPORTED));
    }

    @Test
    void shouldDecodeHarmlessOddities() {
        byte[] jpeg = TestJpegs.gray(WIDTH, HEIGHT, 0);
        Raster expected = decoded(jpeg);
        List<byte[]> segments = TestJpegs.segments(jpeg);
        byte[] version = segments.get(1).clone();
        version[9] = 7;
        byte[] parameters =
                segments.get(TestJpegs.indexOf(segments, TestJpegs.SOS)).clone();
        parameters[8] = 0; // the last coefficient: 63 in a sequential scan
        byte[] thumbnail =
                TestJpegs.segment(0xe0, "JFXX\0\u0010garbage".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
        List<List<byte[]>> odd = new ArrayList<>();
        for (byte[] added : List.of(
                thumbnail,
                TestJpegs.segment(0xe1, new byte[] {'E', 'x', 'i', 'f', 0, 0, 1, 2, 3}),
                TestJpegs.segment(0xe2, new byte[0]),
                TestJpegs.segment(0xef, new byte[300]),
                TestJpegs.segment(0xfe, new byte[] {(byte) 0xff, (byte) 0xd9}))) {
            List<byte[]> more = new ArrayList<>(segments);
            more.add(2, added);
            odd.add(more);
        }
        odd.add(new ArrayList<>(segments));
        odd.get(5).set(1, version);
        odd.add(new ArrayList<>(segments));
        odd.get(6).set(TestJpegs.indexOf(segments, TestJpegs.SOS), parameters);
        assertThat(odd)
                .allSatisfy(parts -> assertThat(decoded(TestJpegs.join(parts))).isEqualTo(expected));
    }

    @Test
    void shouldDecodeStreamsThatMeanTheStandardTables() {
        byte[] jpeg = TestJpegs.colour(WIDTH, HEIGHT, Kind.SEQUENTIAL);
        List<byte[]> segments = new ArrayList<>(TestJpegs.segments(jpeg));
        assertThat(segments.removeIf(segment -> TestJpegs.marker(segment) == TestJpegs.DHT))
                .isTrue();
        assertThat(decoded(TestJpegs.join(segments))).isEqualTo(decoded(jpeg));
    }

    @Test
    void shouldRefuseCoefficientsThatNoImageHas() throws RefusedException {
        List<byte[]> segments = new ArrayList<>(TestJpegs.segments(TestJpegs.gray(8, 8, 0)));
        int scan = TestJpegs.indexOf(segments, TestJpegs.SOS);
        // T.81, K.3: a DC difference of 8 bits 111110, 255 is 11111111, end of block 1010; then ones.
        byte[] block = {(byte) 0xfb, (byte) 0xfe, (byte) 0xbf};
        segments.set(scan, TestJpegs.join(List.of(Arrays.copyOf(segments.get(scan), 10), block)));
        int tables = TestJpegs.indexOf(segments, 0xdb);
        byte[] steps = new byte[65];
        // 255 steps of 2, an eighth of which is the mean: 128 + 63.75.
        Arrays.fill(steps, 1, 65, (byte) 2);
        segments.set(tables, TestJpegs.segment(0xdb, steps.clone()));
        assertThat(JpegComponents.read(TestJpegs.join(segments), 8, 8, 1)).containsOnly(192);
        // Steps of 6 would make the mean 319.
        Arrays.fill(steps, 1, 65, (byte) 6);
        segments.set(tables, TestJpegs.segment(0xdb, steps));
        refused(TestJpegs.join(segments), "unit 1 of 1");
    }

    @Test
    void shouldRefuseDamagedFramesOfOtherFormats() {
        byte[] damaged =
                changedIntervals(WITH_INTERVALS, parts -> parts.subList(9, 17).clear());
        assertThatThrownBy(() -> JpegComponents.read(damaged, WIDTH, HEIGHT, 1))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("damaged: ");
    }

    @Test
    void shouldRefuseTheDamagedCasesOfTheTests() throws IOException {
        String data = System.getProperty("robustdx.data", "");
        Path cases = Path.of(data.isBlank() ? "." : data).resolveSibling("cases");
        Assumptions.assumeTrue(Files.isDirectory(cases), "no folder of cases beside robustdx.data");
        for (String name : List.of("jpg_restart_lost.jpg", "dcm_restart_lost.dcm")) {
            refused(Files.readAllBytes(cases.resolve(name)), "damaged: ");
        }
        assertThat(decode(Files.readAllBytes(cases.resolve("jpg_restart_whole.jpg"))))
                .isInstanceOf(Decoded.class);
    }

    @Test
    void shouldKeepGraySamplesOfAnySamplingFactor() {
        byte[] jpeg = TestJpegs.gray(20, 12, 0);
        byte[] odd = jpeg.clone();
        int frame = TestJpegs.join(TestJpegs.segments(jpeg).subList(0, indexOfFrame(jpeg))).length;
        odd[frame + 11] = 0x22;
        // A scan of one component has one block per unit, whatever the factors say (T.81, A.2.2).
        assertThat(decoded(odd)).isEqualTo(decoded(jpeg));
        assertThat(decoded(jpeg).shape()).isEqualTo("12x20x1");
    }

    private static int indexOfFrame(byte[] jpeg) {
        return TestJpegs.indexOf(TestJpegs.segments(jpeg), 0xc0);
    }

    private static byte[] scan(byte[] jpeg) {
        List<byte[]> segments = TestJpegs.segments(jpeg);
        return segments.get(TestJpegs.indexOf(segments, TestJpegs.SOS));
    }

    private static byte[] changedScan(byte[] jpeg, byte[] scan) {
        List<byte[]> segments = new ArrayList<>(TestJpegs.segments(jpeg));
        segments.set(TestJpegs.indexOf(segments, TestJpegs.SOS), scan);
        return TestJpegs.join(segments);
    }

    private static byte[] changedIntervals(byte[] jpeg, Consumer<List<byte[]>> change) {
        List<byte[]> parts = TestJpegs.intervals(scan(jpeg));
        change.accept(parts);
        return changedScan(jpeg, TestJpegs.join(parts));
    }

    private static byte[] without(byte[] bytes, int at, int length) {
        byte[] shorter = Arrays.copyOf(bytes, bytes.length - length);
        System.arraycopy(bytes, at + length, shorter, at, shorter.length - at);
        return shorter;
    }

    private static DecodeResult decode(byte[] content) {
        return ImageDecoders.standard().decode(content, DecodeLimits.ofDefaults());
    }

    private static Raster decoded(byte[] content) {
        DecodeResult result = decode(content);
        assertThat(result).isInstanceOf(Decoded.class);
        return ((Decoded) result).raster();
    }

    private static void refused(byte[] content, String part) {
        assertThat(decode(content)).isInstanceOfSatisfying(Refused.class, refusal -> {
            assertThat(refusal.reason()).isEqualTo(Reason.CORRUPT);
            assertThat(refusal.message()).contains(part);
        });
    }
}
