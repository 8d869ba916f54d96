package org.robustdx.gateway.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.robustdx.kafka.UserException;
import picocli.CommandLine.Option;

/** The option that names the key file. */
final class KeyOption {
    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            description =
                    "The gateway's secret, from which pseudonyms follow; gateway keygen writes one. Only its owner"
                            + " may be able to read it. Keep a copy: without it, no pseudonym can be undone.")
    private Optional<Path> file = Optional.empty();

    Path file() {
        return file.orElseThrow(
                () -> UserException.badInput("key-file: missing (expected: a file that gateway keygen has written)"));
    }
}
