package org.robustdx.stream.cli;

import java.util.Map;
import java.util.Optional;
import org.robustdx.inference.model.Device;
import org.robustdx.stream.config.TaskPolicies;
import picocli.CommandLine.Option;

/** Where the model runs, and when it raises an alarm. */
public final class ModelOptions {
    @Option(
            names = "--device",
            paramLabel = "auto|cpu|cuda",
            defaultValue = "auto",
            description = "Where the model runs; cuda fails when it cannot be had (default: ${DEFAULT-VALUE}).")
    private Device device = Device.AUTO;

    @Option(
            names = "--false-alarm-rate",
            paramLabel = "P",
            description = "Share of clean images that may be flagged (default: what each model was calibrated for; 0.01"
                    + " where its file does not say).")
    private Optional<Double> falseAlarmRate = Optional.empty();

    /** Returns where the model runs. */
    public Device device() {
        return device;
    }

    /**
     * Returns when images are flagged.
     *
     * @param byTask rates of single tasks, as the user writes them
     */
    public TaskPolicies policies(Map<String, String> byTask) {
        return TaskPolicies.parse(falseAlarmRate, byTask);
    }
}
