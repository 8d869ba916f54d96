package org.robustdx.stream.cli;

import java.net.URI;
import java.util.Optional;
import org.robustdx.stream.config.TraceSettings;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Whether and where spans go. */
final class TraceOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(
            names = "--traces",
            paramLabel = "URL",
            description =
                    "Trace images to this collector: base URL of OTLP over HTTP, such as http://HOST:4318 (default:"
                            + " what OTEL_EXPORTER_OTLP_ENDPOINT says, else none). Other OTEL_... variables hold too.")
    private Optional<URI> url = Optional.empty();

    Optional<TraceSettings> settings() {
        return TraceSettings.of(url, Settings.in(command).environment());
    }
}
