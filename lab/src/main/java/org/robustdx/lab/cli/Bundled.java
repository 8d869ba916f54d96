package org.robustdx.lab.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.robustdx.kafka.UserException;

/** Finds the model and the images that the project includes. */
final class Bundled {
    /** System property that the launcher sets: the folder with the bundled model and images. */
    static final String HOME = "robustdx.home";

    private Bundled() {}

    /**
     * Returns the bundled file that is the default of an option.
     *
     * @throws UserException if there is none
     */
    static Path file(String option, String path) {
        String home = System.getProperty(HOME);
        if (home == null || home.isBlank()) {
            throw UserException.badInput(
                    "%s: missing (expected: the option, or the system property %s with the folder of the bundled files)"
                            .formatted(option, HOME));
        }
        Path bundled = Path.of(home, path);
        if (!Files.exists(bundled)) {
            throw UserException.badInput(
                    "%s: missing (expected: the option, or the bundled file %s)".formatted(option, bundled));
        }
        return bundled;
    }
}
