package org.robustdx.inference.image.dicom;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.inference.image.DecodeResult;
import org.robustdx.inference.image.DecodeResult.Decoded;
import org.robustdx.inference.image.DecodeResult.Reason;
import org.robustdx.inference.image.DecodeResult.Refused;
import org.robustdx.inference.image.RefusedException;

/** What a JPEG 2000 frame may cost: counted before it is decoded, and less by decoding it smaller. */
class Jpeg2000WorkTest {
    @Test
    void shouldDecodeAtHalfTheSidesWhatIsTooMuchAtFullSize() throws RefusedException {
        // 3800 x 3800 samples of 100 ns are 1.4 s, 4000 x 4000 are 1.6 s.
        assertThat(shape(new Jpeg2000Builder(3800, 3800).build(), 3800)).isEqualTo("3800x3800x1");
        byte[] file = file(new Jpeg2000Builder(4000, 4000).build(), 4000, "MONOCHROME2", 1);
        PixelData pixels = PixelData.of(DicomFile.parse(file, DecodeLimits.ofDefaults()), DecodeLimits.ofDefaults());
        assertThat(pixels.rows()).isEqualTo(2000);
        assertThat(pixels.columns()).isEqualTo(2000);
        assertThat(pixels.values()).hasSize(4_000_000).containsOnly(128);
        // Tiles of a side that halves are no obstacle.
        assertThat(shape(new Jpeg2000Builder(4000, 4000).tiles(500).build(), 4000))
                .isEqualTo("2000x2000x1");
    }

    @Test
    void shouldRefuseTooMuchWorkThatCannotBeHalved() {
        for (byte[] stream : new byte[][] {
            new Jpeg2000Builder(4000, 4000).levels(0).build(),
            new Jpeg2000Builder(4000, 4000).tiles(501).build()
        }) {
            assertThat(decode(stream, 4000))
                    .isEqualTo(new Refused(
                            Reason.LIMIT,
                            "DICOM: JPEG 2000 frame takes too much work, and cannot be decoded at a lower resolution"));
        }
    }

    @Test
    void shouldCountPassesThatHaveNoBytes() {
        // 1 Mi samples: 100 ns each, and 12 ns for each pass. 91 passes are 1.2 s, 164 are 2.2 s.
        Jpeg2000Builder flat = new Jpeg2000Builder(1024, 1024).tiles(64).levels(0);
        assertThat(decode(flat.passes(91).build(), 1024)).isInstanceOf(Decoded.class);
        assertThat(decode(flat.passes(164).build(), 1024))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.reason()).isEqualTo(Reason.LIMIT));
    }

    @Test
    void shouldGiveTheLowerResolutionThatTheStandardDefines() throws Exception {
        // 5/3 wavelet of a line 0 16 0 16 ..: high pass 16 - (0 + 0) / 2 = 16, low pass 0 + (16 + 16 + 2) / 4 = 8; on
        // lines and rows alike, where the rows are equal. The level shift of 128 goes through unchanged.
        BufferedImage stripes = new BufferedImage(32, 32, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < 32 * 32; i++) {
            stripes.getRaster().setSample(i % 32, i / 32, 0, i % 2 * 16);
        }
        byte[] stream = Jpeg2000Streams.encode(stripes);
        PixelDescription described = new PixelDescription(32, 32, 1, Photometric.MONOCHROME2, 8, 8, 7, false, false, 1);
        Jpeg2000Codec.Resolution half = new Jpeg2000Codec.Resolution(Jpeg2000Header.of(stream), 1);
        Frame frame = half.read(stream, described);
        assertThat(frame.rows()).isEqualTo(16);
        assertThat(frame.columns()).isEqualTo(16);
        assertThat(Arrays.stream(frame.values()).distinct().toArray()).containsExactly(8);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void shouldRefuseMorePrecinctsThanAreVisited(int progression) {
        refusedByParts(new Jpeg2000Builder(1024, 1024).precincts(1).progression(progression));
    }

    @Test
    void shouldRefuseMoreCodeBlocksAndLayersThanAreVisited() {
        refusedByParts(new Jpeg2000Builder(3800, 3800).blocks(0));
        refusedByParts(new Jpeg2000Builder(2000, 2000).layers(65_535));
        refusedByParts(new Jpeg2000Builder(1024, 1024).tiles(16).layers(500));
    }

    @Test
    void shouldRefuseTooManyTiles() {
        assertThat(decode(new Jpeg2000Builder(1040, 1040).tiles(16).build(), 1040))
                .isEqualTo(new Refused(Reason.LIMIT, "DICOM: JPEG 2000 frame has 4225 tiles (limit: 4096)"));
    }

    @Test
    void shouldRefuseTooManyChangesOfTheProgressionOrder() {
        assertThat(decode(new Jpeg2000Builder(512, 512).changes(9000).build(), 512))
                .isEqualTo(new Refused(
                        Reason.LIMIT, "DICOM: JPEG 2000 frame has too many changes of its progression order"));
    }

    @Test
    void shouldRefuseTilesThatAreMissingOrCut() throws IOException {
        byte[] whole = new Jpeg2000Builder(64, 64).tiles(32).build();
        // One tile-part is 14 bytes of header and 6 packets of a byte each; the end marker has 2.
        byte[] three = Arrays.copyOf(whole, whole.length - 22);
        assertThat(decode(three, 64))
                .isEqualTo(new Refused(Reason.CORRUPT, "DICOM: truncated: JPEG 2000 frame has 3 of 4 tiles"));
        byte[] cut = Arrays.copyOf(whole, whole.length - 4);
        assertThat(decode(cut, 64))
                .isEqualTo(new Refused(Reason.CORRUPT, "DICOM: truncated: JPEG 2000 tile ends outside its frame"));
        assertThat(decode(whole, 64)).isInstanceOf(Decoded.class);
    }

    private static void refusedByParts(Jpeg2000Builder stream) {
        byte[] built = stream.build();
        int side = java.nio.ByteBuffer.wrap(built).getInt(8);
        assertThat(decode(built, side))
                .isEqualTo(new Refused(
                        Reason.LIMIT,
                        "DICOM: JPEG 2000 frame has too many code-blocks, precincts or layers (limit: 262144 in a tile,"
                                + " 2097152 in all)"));
    }

    private static String shape(byte[] stream, int side) {
        return ((Decoded) decode(stream, side)).raster().shape();
    }

    private static DecodeResult decode(byte[] stream, int side) {
        return new DicomDecoder().decode(file(stream, side, "MONOCHROME2", 1), DecodeLimits.ofDefaults());
    }

    private static byte[] file(byte[] stream, int side, String photometric, int samples) {
        return DicomWriter.image(DicomWriter.JPEG_2000, photometric, side, side, samples, 8)
                .fragments(stream)
                .file();
    }
}
