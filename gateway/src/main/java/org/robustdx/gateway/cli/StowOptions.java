package org.robustdx.gateway.cli;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import org.robustdx.gateway.app.GatewayConfig;
import org.robustdx.http.Token;
import picocli.CommandLine.Option;

/** The options of the port for STOW-RS. */
final class StowOptions {
    @Option(
            names = "--stow-port",
            paramLabel = "PORT",
            description = "Accept instances by STOW-RS on this port, at /studies; 0: a free one (default: do not).")
    private Optional<Integer> port = Optional.empty();

    @Option(
            names = "--stow-host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description =
                    "Address of this machine that the port is opened on (default: ${DEFAULT-VALUE}). The port has no"
                            + " TLS: in a network, put a proxy with TLS before it.")
    private String host = "";

    @Option(
            names = "--stow-token-file",
            paramLabel = "FILE",
            description =
                    "File with a token, 16 to 1024 characters in one line, that senders must show as Authorization:"
                            + " Bearer (needed for any address but loopback).")
    private Optional<Path> token = Optional.empty();

    Optional<GatewayConfig.Stow> stow() {
        if (port.isEmpty()) {
            return Optional.empty();
        }
        if (port.get() < 0 || port.get() > 65_535) {
            throw new IllegalArgumentException("stow-port: %d (expected: 0 to 65535)".formatted(port.get()));
        }
        InetSocketAddress address = new InetSocketAddress(host, port.get());
        if (address.isUnresolved()) {
            throw new IllegalArgumentException("stow-host: %s (expected: an address of this machine)".formatted(host));
        }
        return Optional.of(new GatewayConfig.Stow(address, token.map(file -> Token.read("stow-token-file", file))));
    }
}
