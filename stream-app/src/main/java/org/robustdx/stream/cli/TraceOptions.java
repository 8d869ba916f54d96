package org.robustdx.stream.cli;

import java.net.URI;
import java.util.Optional;
import org.robustdx.kafka.cli.Settings;
import org.robustdx.stream.config.TraceSettings;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Option for the collector of traces. */
final class TraceOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(
            names = "--traces",
            paramLabel = "URL",
            description =
                    "Send traces to this collector: base URL of OTLP over HTTP, such as http://HOST:4318 (default:"
                            + " OTEL_EXPORTER_OTLP_ENDPOINT, or none). Other OTEL_... variables apply too.")
    private Optional<URI> url = Optional.empty();

    Optional<TraceSettings> settings() {
        return TraceSettings.of(url, Settings.in(command).environment());
    }
}
