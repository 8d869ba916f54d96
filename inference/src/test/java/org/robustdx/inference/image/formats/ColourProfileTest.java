package org.robustdx.inference.image.formats;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.inference.image.DecodeResult;
import org.robustdx.inference.image.DecodeResult.Decoded;
import org.robustdx.inference.image.Raster;
import org.robustdx.inference.image.TestImages;
import org.robustdx.inference.image.jpeg.TestJpegs;
import org.robustdx.inference.image.jpeg.TestJpegs.Kind;

/** An embedded ICC profile, whole or broken, changes no pixel of any format. */
class ColourProfileTest {
    private static final int ADOBE = 0xee;

    @ParameterizedTest
    @EnumSource(Kind.class)
    void shouldIgnoreProfilesOfColourJpeg(Kind kind) {
        check(TestJpegs.segments(TestJpegs.colour(40, 24, kind)), ColorSpace.CS_LINEAR_RGB);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4})
    void shouldIgnoreProfilesOfGrayJpeg(int interval) {
        check(TestJpegs.segments(TestJpegs.gray(40, 24, interval)), ColorSpace.CS_GRAY);
        check(TestJpegs.segments(TestJpegs.gray(40, 24, interval)), ColorSpace.CS_LINEAR_RGB);
    }

    @ParameterizedTest
    @CsvSource({"0, RGB", "1, YCbCr"})
    void shouldIgnoreProfilesOfAdobeJpeg(int transform, String meaning) {
        List<byte[]> segments = new ArrayList<>(withoutJfif());
        byte[] adobe = {'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, (byte) transform};
        segments.add(1, TestJpegs.segment(ADOBE, adobe));
        check(segments, ColorSpace.CS_LINEAR_RGB);
        boolean plain = decoded(TestJpegs.join(segments)).equals(decoded(TestJpegs.join(withoutJfif())));
        // Components 1, 2, 3 without a marker are YCbCr.
        assertThat(plain).as(meaning).isEqualTo(transform == 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\1\2\3", "RGB", "abc"})
    void shouldIgnoreProfilesOfJpegWithoutMarkers(String identifiers) {
        byte[] names = identifiers.getBytes(StandardCharsets.ISO_8859_1);
        List<byte[]> segments = new ArrayList<>(withoutJfif());
        byte[] frame = segments.get(TestJpegs.indexOf(segments, 0xc0));
        byte[] scan = segments.get(TestJpegs.indexOf(segments, TestJpegs.SOS));
        for (int i = 0; i < 3; i++) {
            frame[10 + 3 * i] = names[i];
            scan[5 + 2 * i] = names[i];
        }
        check(segments, ColorSpace.CS_LINEAR_RGB);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldIgnoreProfilesOfPng(boolean broken) {
        byte[] png = TestImages.encode(TestJpegs.texture(20, 10, BufferedImage.TYPE_3BYTE_BGR), "png");
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        payload.writeBytes("name\0\0".getBytes(StandardCharsets.US_ASCII));
        payload.writeBytes(broken ? new byte[] {1, 2, 3} : deflated(profile(ColorSpace.CS_LINEAR_RGB)));
        byte[] chunk = chunk("iCCP", payload.toByteArray());
        int header = 8 + 25;
        byte[] with =
                TestJpegs.join(List.of(Arrays.copyOf(png, header), chunk, Arrays.copyOfRange(png, header, png.length)));
        assertThat(decoded(with)).isEqualTo(decoded(png));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldIgnoreProfilesOfTiff(boolean broken) {
        byte[] tiff = TestImages.encode(TestJpegs.texture(20, 10, BufferedImage.TYPE_3BYTE_BGR), "tiff");
        assertThat(decoded(
                        withTiffProfile(tiff, broken ? new byte[] {1, 2, 3, 4, 5} : profile(ColorSpace.CS_LINEAR_RGB))))
                .isEqualTo(decoded(tiff));
    }

    private static void check(List<byte[]> segments, int space) {
        Raster expected = decoded(TestJpegs.join(segments));
        byte[] profile = profile(space);
        List<List<byte[]>> kinds = List.of(
                List.of(TestJpegs.profile(1, 1, profile)),
                List.of(
                        TestJpegs.profile(1, 2, Arrays.copyOf(profile, 100)),
                        TestJpegs.profile(2, 2, Arrays.copyOfRange(profile, 100, profile.length))),
                List.of(TestJpegs.profile(1, 1, Arrays.copyOf(profile, 60))),
                List.of(TestJpegs.profile(1, 1, new byte[200])),
                List.of(TestJpegs.profile(1, 1, new byte[0])),
                List.of(TestJpegs.profile(3, 2, profile)),
                List.of(TestJpegs.profile(0, 0, profile)),
                List.of(TestJpegs.profile(2, 2, profile)),
                List.of(TestJpegs.profile(1, 1, profile), TestJpegs.profile(1, 1, profile)));
        for (int i = 0; i < kinds.size(); i++) {
            for (int at : new int[] {1, 2}) {
                List<byte[]> with = new ArrayList<>(segments);
                with.addAll(at, kinds.get(i));
                assertThat(decoded(TestJpegs.join(with))).as("profile %d", i).isEqualTo(expected);
            }
        }
    }

    private static List<byte[]> withoutJfif() {
        List<byte[]> segments = new ArrayList<>(TestJpegs.segments(
                TestJpegs.write(TestJpegs.texture(40, 24, BufferedImage.TYPE_3BYTE_BGR), Kind.SEQUENTIAL, 0, false)));
        assertThat(segments.removeIf(segment -> TestJpegs.marker(segment) == 0xe0))
                .isTrue();
        return segments;
    }

    private static byte[] profile(int space) {
        return ICC_Profile.getInstance(space).getData();
    }

    private static byte[] chunk(String name, byte[] payload) {
        CRC32 crc = new CRC32();
        crc.update(name.getBytes(StandardCharsets.US_ASCII));
        crc.update(payload);
        return ByteBuffer.allocate(payload.length + 12)
                .putInt(payload.length)
                .put(name.getBytes(StandardCharsets.US_ASCII))
                .put(payload)
                .putInt((int) crc.getValue())
                .array();
    }

    private static byte[] deflated(byte[] data) {
        Deflater deflater = new Deflater();
        deflater.setInput(data);
        deflater.finish();
        byte[] out = new byte[data.length + 100];
        int length = deflater.deflate(out);
        deflater.end();
        return Arrays.copyOf(out, length);
    }

    /** Writes the first directory again, behind the content, with an entry more (tag 34675). */
    private static byte[] withTiffProfile(byte[] tiff, byte[] profile) {
        ByteBuffer old = ByteBuffer.wrap(tiff).order(tiff[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        int directory = old.getInt(4);
        int entries = old.getShort(directory);
        int bytes = entries * 12;
        int padded = (tiff.length + 1) & ~1;
        ByteBuffer out = ByteBuffer.allocate(padded + 2 + bytes + 12 + 4 + profile.length)
                .order(old.order());
        out.put(tiff).putInt(4, padded).position(padded);
        out.putShort((short) (entries + 1)).put(tiff, directory + 2, bytes);
        out.putShort((short) 34675).putShort((short) 7).putInt(profile.length);
        out.putInt(padded + 2 + bytes + 12 + 4).putInt(0).put(profile);
        return out.array();
    }

    private static Raster decoded(byte[] content) {
        DecodeResult result = ImageDecoders.standard().decode(content, DecodeLimits.ofDefaults());
        assertThat(result).isInstanceOf(Decoded.class);
        return ((Decoded) result).raster();
    }
}
