package org.robustdx.stream.cli;

import java.time.Duration;
import org.robustdx.stream.config.CampaignSettings;
import org.robustdx.stream.config.Operations;
import picocli.CommandLine.Option;

/** How the app is watched over. */
final class OperationsOptions {
    @Option(
            names = "--campaign-window",
            paramLabel = "SECONDS",
            defaultValue = "600",
            description = "Time whose images of one source are looked at together; 0: no campaign alerts (default:"
                    + " ${DEFAULT-VALUE}).")
    private int window;

    @Option(
            names = "--campaign-grace",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "How long a window waits for images that come late (default: ${DEFAULT-VALUE}).")
    private int grace;

    @Option(
            names = "--campaign-probability",
            paramLabel = "P",
            defaultValue = "1e-6",
            description = "Raise an alert where chance explains what was seen with at most this probability (default:"
                    + " ${DEFAULT-VALUE}).")
    private double probability;

    @Option(
            names = "--near-duplicates",
            paramLabel = "N",
            defaultValue = "20",
            description = "So many images that look alike, in one window, are taken for an attack's queries (default:"
                    + " ${DEFAULT-VALUE}).")
    private int nearDuplicates;

    @Option(
            names = "--id-memory",
            paramLabel = "SECONDS",
            defaultValue = "3600",
            description = "How long an image's id is remembered, to tell when it comes again with other bytes (default:"
                    + " ${DEFAULT-VALUE}).")
    private int idMemory;

    Operations operations() {
        CampaignSettings campaigns = new CampaignSettings(
                Duration.ofSeconds(window),
                Duration.ofSeconds(grace),
                probability,
                nearDuplicates,
                Duration.ofSeconds(idMemory));
        return new Operations(campaigns, Operations.KNOWN_ANSWER_BYTES);
    }
}
