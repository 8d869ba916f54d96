package org.robustdx.stream.cli;

import java.util.Map;
import java.util.Optional;
import org.robustdx.inference.model.Device;
import org.robustdx.stream.config.TaskPolicies;
import picocli.CommandLine.Option;

/** Options for the device of the model and for its false-alarm rate. */
public final class ModelOptions {
    @Option(
            names = "--device",
            paramLabel = "auto|cpu|cuda",
            defaultValue = "auto",
            description = "Device of the model; cuda fails if it is unavailable (default: ${DEFAULT-VALUE}).")
    private Device device = Device.AUTO;

    @Option(
            names = "--false-alarm-rate",
            paramLabel = "P",
            description = "Share of clean images that may be flagged (default: the rate in the model's file, or 0.01"
                    + " if it has none).")
    private Optional<Double> falseAlarmRate = Optional.empty();

    /** Returns the device of the model. */
    public Device device() {
        return device;
    }

    /**
     * Returns when images are flagged.
     *
     * @param byTask rates of single tasks, as text
     */
    public TaskPolicies policies(Map<String, String> byTask) {
        return TaskPolicies.parse(falseAlarmRate, byTask);
    }
}
