package org.robustdx.inference;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** The directory of real images that system property {@code robustdx.data} names; tests skip without it. */
public final class RealImages {
    private RealImages() {}

    /** Returns the files of a folder of it, or skips the test. */
    public static List<Path> files(String folder) {
        String data = System.getProperty("robustdx.data", "");
        Assumptions.assumeFalse(data.isBlank(), "system property robustdx.data is not set: real images are not tested");
        Path directory = Path.of(data, folder);
        Assumptions.assumeTrue(Files.isDirectory(directory), () -> "no folder " + folder + " in robustdx.data");
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
