package org.robustdx.trainer.cli;

import java.util.OptionalDouble;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** An option of a command for a numeric setting that only some components have. */
final class NumberOption {
    private NumberOption() {}

    /**
     * Adds the option {@code --ID} to a command.
     *
     * @param whole whether the value is a whole number
     * @param kind kind of component that the default value depends on, such as attack
     */
    static void add(CommandSpec command, String id, boolean whole, String description, String kind) {
        command.addOption(OptionSpec.builder("--" + id)
                .paramLabel(whole ? "N" : "X")
                .type(whole ? Integer.class : Double.class)
                .description(description + " (default: by " + kind + ")")
                .build());
    }

    /** Returns the value of the option {@code --ID}; empty if it is not on the command line. */
    static OptionalDouble value(CommandSpec command, String id) {
        Number value = command.findOption("--" + id).getValue();
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value.doubleValue());
    }
}
