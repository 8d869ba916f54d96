package org.robustdx.inference.image.dicom;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.robustdx.inference.RealImages;
import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.inference.image.DecodeResult;
import org.robustdx.inference.image.DecodeResult.Decoded;
import org.robustdx.inference.image.DecodeResult.Refused;
import org.robustdx.inference.image.Raster;
import org.robustdx.inference.image.formats.ImageDecoders;

/** Compares with what pydicom reads of the same files; {@code src/test/python/pixel_digests.py} wrote the table. */
class PydicomAgreementTest {
    private static final Set<String> LOSSY = Set.of("1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.91");
    private static final int SIDE = 16;

    @SuppressWarnings("ArrayRecordComponent") // a line of a table
    private record Row(
            String uid, int frames, int rows, int columns, int samples, String sha256, long[] stored, int[] shown) {}

    @Test
    void shouldReadStoredValuesAsPydicomDoes() throws Exception {
        Map<String, Row> table = table();
        int compared = 0;
        for (Path file : RealImages.files("dicom")) {
            Row row = table.get(String.valueOf(file.getFileName()));
            if (row == null) {
                continue;
            }
            PixelData pixels = PixelData.of(
                    DicomFile.parse(Files.readAllBytes(file), DecodeLimits.ofDefaults()), DecodeLimits.ofDefaults());
            assertThat(List.of(pixels.frames(), pixels.rows(), pixels.columns(), pixels.samples()))
                    .as(file.toString())
                    .containsExactly(row.frames, row.rows, row.columns, row.samples);
            long[] grid = new long[row.stored.length];
            for (int i = 0; i < grid.length; i++) {
                grid[i] = pixels.value(index(i, row));
            }
            if (LOSSY.contains(row.uid)) {
                for (int i = 0; i < grid.length; i++) {
                    assertThat(Math.abs(grid[i] - row.stored[i]))
                            .as("%s, value %d: %d, not %d", file, i, grid[i], row.stored[i])
                            .isLessThanOrEqualTo(2);
                }
            } else {
                assertThat(grid).as(file.toString()).isEqualTo(row.stored);
                assertThat(sha256(pixels.values())).as(file.toString()).isEqualTo(row.sha256);
            }
            compared++;
        }
        assertThat(compared).isEqualTo(table.size());
    }

    @Test
    void shouldShowWhatPydicomShows() throws Exception {
        Map<String, Row> table = table();
        for (Path file : RealImages.files("dicom")) {
            Row row = table.get(String.valueOf(file.getFileName()));
            if (row == null || row.shown.length == 0) {
                continue;
            }
            DecodeResult result = ImageDecoders.standard().decode(Files.readAllBytes(file), DecodeLimits.ofDefaults());
            assertThat(result).as(file.toString()).isInstanceOf(Decoded.class);
            Raster raster = ((Decoded) result).raster();
            Row shape = new Row(row.uid, 1, row.rows, row.columns, raster.channels(), "", row.stored, row.shown);
            for (int i = 0; i < row.shown.length; i++) {
                int value = raster.pixels()[index(i, shape)] & 0xff;
                int tolerance = LOSSY.contains(row.uid) ? 4 : 1;
                assertThat(Math.abs(value - row.shown[i]))
                        .as("%s, value %d: %d, not %d", file, i, value, row.shown[i])
                        .isLessThanOrEqualTo(tolerance);
            }
        }
    }

    @Test
    void shouldDecodeOrGiveItsReasonInOneLineForEveryFile() throws IOException {
        Map<String, String> said = new HashMap<>();
        for (Path file : RealImages.files("dicom")) {
            DecodeResult result = ImageDecoders.standard().decode(Files.readAllBytes(file), DecodeLimits.ofDefaults());
            String name = String.valueOf(file.getFileName());
            if (result instanceof Refused refused) {
                assertThat(refused.message()).as(name).isNotBlank().doesNotContain("\n");
                said.put(name, refused.reason() + " " + refused.message());
            } else {
                said.put(name, "decoded");
            }
        }
        // The leading byte of no_meta.dcm belongs to a cut-off header: nothing says where its data set begins.
        assertThat(said)
                .containsEntry(
                        "no_meta.dcm",
                        "UNKNOWN_FORMAT content is none of the known formats (DICOM, JPEG, PNG, TIFF, BMP)")
                .containsEntry(
                        "MR_truncated.dcm",
                        "CORRUPT DICOM: truncated: a value of 8192 bytes is claimed where 8130 are left")
                .containsEntry("badVR.dcm", "CORRUPT DICOM: value of (0028,0008) is not a number")
                .containsEntry("test-SR.dcm", "NOT_AN_IMAGE DICOM: object of modality SR holds no pixel data")
                .containsEntry("waveform_ecg.dcm", "NOT_AN_IMAGE DICOM: object of modality ECG holds no pixel data");
        assertThat(said.values()).filteredOn("decoded"::equals).hasSize(17);
    }

    private static int index(int gridIndex, Row row) {
        int pixel = gridIndex / row.samples;
        int y = pixel / SIDE * (row.rows - 1) / (SIDE - 1);
        int x = pixel % SIDE * (row.columns - 1) / (SIDE - 1);
        return (y * row.columns + x) * row.samples + gridIndex % row.samples;
    }

    private static String sha256(int[] values) throws Exception {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asIntBuffer().put(values);
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array()));
    }

    private static Map<String, Row> table() throws IOException {
        Map<String, Row> table = new HashMap<>();
        try (InputStream in =
                        Objects.requireNonNull(PydicomAgreementTest.class.getResourceAsStream("pixel_digests.tsv"));
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line : lines.lines().toList()) {
                String[] f = line.split("\t", -1);
                long[] stored = Arrays.stream(f[7].split(",", -1))
                        .mapToLong(Long::parseLong)
                        .toArray();
                int[] shown = f[8].equals("-")
                        ? new int[0]
                        : Arrays.stream(f[8].split(",", -1))
                                .mapToInt(Integer::parseInt)
                                .toArray();
                table.put(
                        f[0],
                        new Row(
                                f[1],
                                Integer.parseInt(f[2]),
                                Integer.parseInt(f[3]),
                                Integer.parseInt(f[4]),
                                Integer.parseInt(f[5]),
                                f[6],
                                stored,
                                shown));
            }
        }
        return table;
    }
}
