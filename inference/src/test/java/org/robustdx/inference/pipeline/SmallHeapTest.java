package org.robustdx.inference.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.robustdx.inference.image.Raster;
import org.robustdx.inference.image.dicom.LargeImages;

/**
 * The heap of the process holds one large image, but not four. All images that fit alone are decoded. The one that does
 * not fit is refused for lack of memory, not as damaged.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES) // A limit on hanging, not on speed.
class SmallHeapTest {
    private static final String HEAP = "-Xmx96m";
    private static final int SIDE = 1400;
    private static final int TOO_LARGE = 8000;

    @TempDir
    private Path folder = Path.of("");

    @Test
    void shouldDecodeImagesOneByOneIfTheyDoNotFitTogether() throws Exception {
        for (Map.Entry<String, byte[]> image : LargeImages.of(SIDE).entrySet()) {
            Files.write(folder.resolve(image.getKey()), image.getValue());
        }
        List<String> outcomes = outcomes();
        assertThat(outcomes).hasSize(27).allMatch(line -> line.endsWith(" Read"));
    }

    @Test
    void shouldReportALackOfMemoryIfAnImageDoesNotFitAlone() throws Exception {
        byte[] pixels = new byte[TOO_LARGE * TOO_LARGE];
        pixels[0] = 1;
        byte[] gray = new Raster(TOO_LARGE, TOO_LARGE, 1, pixels).toPng();
        Files.write(folder.resolve("large"), gray);
        Files.write(folder.resolve("small"), ScriptedEngine.image(1));
        Map<String, String> outcomes = new TreeMap<>();
        for (String line : outcomes()) {
            String name = line.substring(0, line.indexOf(' '));
            outcomes.merge(name, line.substring(name.length() + 1), (one, other) -> one.equals(other) ? one : "both");
        }
        assertThat(outcomes).containsExactlyInAnyOrderEntriesOf(Map.of("large", "MEMORY", "small", "Read"));
    }

    private List<String> outcomes() throws IOException, InterruptedException {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        File log = Files.createTempFile("small-heap", ".log").toFile();
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        HEAP,
                        "-XX:TieredStopAtLevel=1", // Starts faster.
                        "-cp",
                        classPath,
                        SmallHeap.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start();
        try {
            int code = process.waitFor();
            List<String> lines = Files.readAllLines(log.toPath());
            assertThat(code).as(lines.toString()).isZero();
            return lines;
        } finally {
            process.destroyForcibly();
            Files.delete(log.toPath());
        }
    }
}
