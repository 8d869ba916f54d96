package org.robustdx.trainer.cli;

import org.robustdx.trainer.evaluate.Selection;
import picocli.CommandLine.Option;

/** Which part of a data set is looked at. */
final class SplitOption {
    @Option(
            names = "--split",
            defaultValue = "TEST",
            paramLabel = "PART",
            description = "test: the part that training set aside, by the split seed in the model; all: every image,"
                    + " for other data than the model's (default: test).")
    private Selection.Part part;

    /** Returns the part. */
    Selection.Part part() {
        return part;
    }
}
