package org.robustdx.lab.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.robustdx.kafka.UserException;

/** What comes with the project: a model and images. */
final class Bundled {
    /** System property, set by the launcher: the folder with the bundled model and images. */
    static final String HOME = "robustdx.home";

    private Bundled() {}

    /** Returns the bundled file that stands in for an option. */
    static Path file(String option, String path) {
        String home = System.getProperty(HOME);
        if (home == null || home.isBlank()) {
            throw UserException.badInput(
                    "%s: not given, and the system property %s does not say where the bundled one is"
                            .formatted(option, HOME));
        }
        Path bundled = Path.of(home, path);
        if (!Files.exists(bundled)) {
            throw UserException.badInput("%s: not given, and there is no bundled one at %s".formatted(option, bundled));
        }
        return bundled;
    }
}
