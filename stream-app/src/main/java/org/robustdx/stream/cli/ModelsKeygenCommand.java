package org.robustdx.stream.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.robustdx.kafka.UserException;
import org.robustdx.stream.modelupdate.KeyFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code models keygen}: generates a pair of keys. */
@Command(
        name = "keygen",
        description = {
            "Example: ./robustdx models keygen prod --out keys",
            "",
            "Generates a pair of keys. NAME.key signs announcements, NAME.pub verifies them."
        })
final class ModelsKeygenCommand implements Callable<Integer> {
    @Spec
    private CommandSpec command = CommandSpec.create();

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Parameters(paramLabel = "NAME", description = "Name of the key.")
    private String name = "";

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = ".",
            description = "Folder for the two files; created if it is missing (default: ${DEFAULT-VALUE}).")
    private Path folder = Path.of("");

    @Override
    public Integer call() {
        common.apply();
        if (!name.matches("[A-Za-z0-9._-]{1,128}")) {
            throw new IllegalArgumentException(
                    "name: %s (expected: 1 to 128 letters, digits, '.', '_' and '-')".formatted(name));
        }
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw UserException.badInput("out: %s (expected: a folder that can be written)".formatted(folder));
        }
        Path privateKey = folder.resolve(name + ".key");
        Path publicKey = folder.resolve(name + ".pub");
        KeyFiles.generate(privateKey, publicKey);
        PrintWriter out = command.commandLine().getOut();
        out.println("private key: %s (keep it only where announcements are signed)".formatted(privateKey));
        out.println("public key:  %1$s (stream --model-key %2$s=%1$s)".formatted(publicKey, name));
        out.flush();
        return 0;
    }
}
