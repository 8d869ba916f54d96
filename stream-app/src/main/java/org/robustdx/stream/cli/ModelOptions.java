package org.robustdx.stream.cli;

import java.util.Map;
import java.util.Optional;
import org.robustdx.inference.model.Device;
import org.robustdx.stream.config.TaskPolicies;
import picocli.CommandLine.Option;

/** How the model runs and when it raises an alarm. */
final class ModelOptions {
    @Option(
            names = "--device",
            paramLabel = "auto|cpu|cuda",
            defaultValue = "auto",
            description = "Where the model runs; cuda fails when it cannot be had (default: ${DEFAULT-VALUE}).")
    private Device device = Device.AUTO;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "2",
            description =
                    "Stream threads: while one commits, the images of another are read (default: ${DEFAULT-VALUE}).")
    private int threads;

    @Option(
            names = "--false-alarm-rate",
            paramLabel = "P",
            description = "Share of clean images that may be flagged (default: what each model was calibrated for; 0.01"
                    + " where its file does not say).")
    private Optional<Double> falseAlarmRate = Optional.empty();

    Device device() {
        return device;
    }

    int threads() {
        return threads;
    }

    /**
     * Returns when images are flagged.
     *
     * @param byTask rates of single tasks, as they are written
     */
    TaskPolicies policies(Map<String, String> byTask) {
        return TaskPolicies.parse(falseAlarmRate, byTask);
    }
}
