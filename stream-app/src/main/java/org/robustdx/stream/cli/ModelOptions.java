package org.robustdx.stream.cli;

import org.robustdx.inference.model.Device;
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
            defaultValue = "0.01",
            description = "Share of clean images that may be flagged (default: ${DEFAULT-VALUE}).")
    private double falseAlarmRate;

    Device device() {
        return device;
    }

    int threads() {
        return threads;
    }

    double falseAlarmRate() {
        return falseAlarmRate;
    }
}
