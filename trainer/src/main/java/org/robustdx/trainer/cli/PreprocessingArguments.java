package org.robustdx.trainer.cli;

import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.robustdx.trainer.adopt.Preprocessing;
import picocli.CommandLine.Option;

/** The arguments of {@code adopt} that say which preprocessing a classifier expects. */
final class PreprocessingArguments {
    @Option(
            names = "--range",
            split = ",",
            paramLabel = "N",
            description = "Values of black and white that the classifier expects, such as 0,1 or 0,255 or -1,1.")
    private List<Double> range = List.of();

    @Option(
            names = "--mean",
            split = ",",
            paramLabel = "N",
            description = "What is subtracted from each channel, in that range (default: 0).")
    private List<Double> mean = List.of();

    @Option(
            names = "--std",
            split = ",",
            paramLabel = "N",
            description =
                    "What each channel is divided by, in that range (default: 1). Without --range, --mean and --std,"
                            + " the preprocessing under which the classifier does best on the labelled images is taken.")
    private List<Double> std = List.of();

    /**
     * Returns the preprocessing that was given, or null if none was.
     *
     * @throws IllegalArgumentException if the arguments describe none
     */
    @Nullable
    Preprocessing preprocessing(int channels) {
        if (range.isEmpty() && mean.isEmpty() && std.isEmpty()) {
            return null;
        }
        if (!range.isEmpty() && range.size() != 2) {
            throw new IllegalArgumentException(
                    "range: " + range + " (expected: two numbers with a comma between them)");
        }
        return new Preprocessing(
                range.isEmpty() ? 0 : range.get(0),
                range.isEmpty() ? 1 : range.get(1),
                perChannel("mean", mean, 0, channels),
                perChannel("std", std, 1, channels));
    }

    private static List<Double> perChannel(String option, List<Double> values, double otherwise, int channels) {
        if (values.size() > 1 && values.size() != channels) {
            throw new IllegalArgumentException(option + ": " + values
                    + " (expected: one number, or one for each of the " + channels + " channels)");
        }
        return values.size() > 1
                ? values
                : Collections.nCopies(channels, values.isEmpty() ? (Double) otherwise : values.get(0));
    }
}
