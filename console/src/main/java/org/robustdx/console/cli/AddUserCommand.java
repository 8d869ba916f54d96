package org.robustdx.console.cli;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.robustdx.console.access.Account;
import org.robustdx.console.access.PasswordFile;
import org.robustdx.console.access.Role;
import org.robustdx.kafka.UserException;
import org.robustdx.kafka.cli.HelpOption;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code console add-user}: adds an account to a file. */
@Command(
        name = "add-user",
        description = {
            "Example: ./robustdx console add-user --password-file console-users --name anna --pseudonym reviewer-7",
            "",
            "Adds an account to a file of passwords. Asks for the password; without a terminal it is the first line of"
                    + " standard input."
        })
final class AddUserCommand implements Callable<Integer> {
    @Spec
    private CommandSpec command = CommandSpec.create();

    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli fills it.
    private HelpOption help = new HelpOption();

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            required = true,
            description = "The file; created if missing.")
    private Path file = Path.of("");

    @Option(names = "--name", paramLabel = "NAME", required = true, description = "What the person logs in with.")
    private String name = "";

    @Option(
            names = "--pseudonym",
            paramLabel = "TEXT",
            required = true,
            description = "What the person's decisions are signed with; it is written to the topic, the name is not.")
    private String pseudonym = "";

    @Option(
            names = "--role",
            paramLabel = "ROLE",
            defaultValue = "reviewer",
            description = "reader (may look) or reviewer (may look and decide; default).")
    private String role = "";

    @Override
    public Integer call() throws IOException {
        Account account = new Account(name, Role.of(role), pseudonym);
        PasswordFile.add(file, account, password());
        command.commandLine().getOut().println("added %s (%s)".formatted(account.name(), role));
        return 0;
    }

    @SuppressWarnings(
            "SystemConsoleNull") // JDK 22 and later have a console without a terminal too, which reads a line of
    // standard input.
    private static String password() throws IOException {
        Console terminal = System.console();
        if (terminal != null) {
            char[] typed = terminal.readPassword("Password: ");
            return typed == null ? "" : new String(typed);
        }
        String line = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
        if (line == null) {
            throw UserException.badInput("password: missing (expected: a line on standard input)");
        }
        return line;
    }
}
