package org.robustdx.gateway.cli;

import java.util.concurrent.Callable;
import org.robustdx.gateway.pseudonym.GatewayKey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code gateway keygen}: writes a new key. */
@Command(
        name = "keygen",
        description = {
            "Example: ./robustdx gateway keygen --key-file gateway.key",
            "",
            "Writes the secret of a new gateway to a file that does not exist."
        })
final class KeygenCommand implements Callable<Integer> {
    @Spec
    private CommandSpec command = CommandSpec.create();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    @SuppressWarnings("UnusedVariable") // Its declaration is its use.
    private boolean help;

    @Mixin
    private KeyOption key = new KeyOption();

    @Override
    public Integer call() {
        GatewayKey.create(key.file());
        command.commandLine().getOut().println("written: " + key.file());
        return 0;
    }
}
