package org.robustdx.trainer.cli;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.robustdx.trainer.evaluate.Selection;
import picocli.CommandLine.Option;

/** The option that chooses a part of a data set. */
final class SplitOption {
    @Option(
            names = "--split",
            paramLabel = "PART",
            description = "test: the part that training set aside, by the split seed in the model; all: every image,"
                    + " for other data than the model's (default: test. evaluate uses all images of a site with a name"
                    + " if the model file does not name it or its digest as training data).")
    private Selection.@Nullable Part part;

    /** Returns the part; by default the test split. */
    Selection.Part part() {
        return chosen().orElse(Selection.Part.TEST);
    }

    /** Returns the chosen part; empty if none was chosen. */
    Optional<Selection.Part> chosen() {
        return Optional.ofNullable(part);
    }
}
