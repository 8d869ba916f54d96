package org.robustdx.inference.image.dicom;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.inference.image.RefusedException;

/**
 * Compares stored values with those that {@code src/test/python/survey.py} wrote to the folder that system property {@code robustdx.survey} names, and
 * writes {@code report.tsv} there: path, transfer syntax, what pydicom said, what came of it here.
 */
class PydicomSurveyTest {
    private static final String EQUAL = "equal";

    @Test
    void shouldDecodeOnlyToWhatPydicomDecodesTo() throws IOException {
        String folder = System.getProperty("robustdx.survey", "");
        Assumptions.assumeFalse(folder.isBlank(), "system property robustdx.survey is not set");
        List<String> report = new ArrayList<>();
        Map<String, Integer> counts = new TreeMap<>();
        List<String> manifest = Files.readAllLines(Path.of(folder, "manifest.tsv"));
        for (int i = 0; i < manifest.size(); i++) {
            String[] fields = manifest.get(i).split("\t", -1);
            String outcome = outcome(Path.of(fields[0]), Path.of(folder, i + ".i32"));
            report.add(String.join("\t", fields[0], fields[1], fields[2], outcome));
            String kind = outcome.startsWith("refused") ? "refused" : outcome;
            counts.merge("pydicom: " + fields[2] + ", here: " + kind, 1, Integer::sum);
        }
        Files.write(Path.of(folder, "report.tsv"), report);
        counts.forEach((kind, count) -> System.out.println(count + " files, " + kind));
        assertThat(report).filteredOn(line -> line.contains("differs")).isEmpty();
    }

    private static String outcome(Path file, Path expected) throws IOException {
        PixelData pixels;
        try {
            DecodeLimits limits = DecodeLimits.ofDefaults();
            pixels = PixelData.of(DicomFile.parse(Files.readAllBytes(file), limits), limits);
        } catch (RefusedException e) {
            return "refused: " + e.getMessage();
        }
        if (!Files.exists(expected)) {
            return "decoded";
        }
        IntBuffer values = ByteBuffer.wrap(Files.readAllBytes(expected))
                .order(ByteOrder.LITTLE_ENDIAN)
                .asIntBuffer();
        if (values.remaining() != pixels.values().length) {
            return "differs: " + pixels.values().length + " values, not " + values.remaining();
        }
        long largest = 0;
        for (int i = 0; i < pixels.values().length; i++) {
            largest = Math.max(largest, Math.abs((long) pixels.values()[i] - values.get(i)));
        }
        return largest == 0 ? EQUAL : largest == 1 ? "within 1" : "differs by " + largest;
    }
}
