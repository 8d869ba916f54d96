package org.robustdx.trainer.cli;

import java.util.EnumMap;
import java.util.Map;
import org.robustdx.trainer.attack.Setting;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Gives a command one option for each {@link Setting} of attacks. */
final class SettingOptions implements IModelTransformer {
    @Override
    public CommandSpec transform(CommandSpec command) {
        for (Setting setting : Setting.values()) {
            command.addOption(OptionSpec.builder(name(setting))
                    .paramLabel(setting.whole() ? "N" : "X")
                    .type(setting.whole() ? Integer.class : Double.class)
                    .description(setting.description() + " (default: by attack)")
                    .build());
        }
        return command;
    }

    /** Returns what was set on the command line. */
    static Map<Setting, Double> of(CommandSpec command) {
        Map<Setting, Double> values = new EnumMap<>(Setting.class);
        for (Setting setting : Setting.values()) {
            Number value = command.findOption(name(setting)).getValue();
            if (value != null) {
                values.put(setting, value.doubleValue());
            }
        }
        return values;
    }

    private static String name(Setting setting) {
        return "--" + setting.id();
    }
}
