package org.robustdx.gateway.cli;

import java.util.concurrent.Callable;
import org.robustdx.gateway.pseudonym.GatewayKey;
import org.robustdx.kafka.cli.HelpOption;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
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

    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli fills it.
    private HelpOption help = new HelpOption();

    @Mixin
    private KeyOption key = new KeyOption();

    @Override
    public Integer call() {
        GatewayKey.create(key.file());
        command.commandLine().getOut().println("written: " + key.file());
        return 0;
    }
}
