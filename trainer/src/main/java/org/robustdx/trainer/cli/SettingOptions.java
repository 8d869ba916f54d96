package org.robustdx.trainer.cli;

import java.util.EnumMap;
import java.util.Map;
import org.robustdx.trainer.attack.Setting;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Model.CommandSpec;

/** Gives a command one option for each {@link Setting} of attacks. */
final class SettingOptions implements IModelTransformer {
    @Override
    public CommandSpec transform(CommandSpec command) {
        for (Setting setting : Setting.values()) {
            NumberOption.add(command, setting.id(), setting.whole(), setting.description(), "attack");
        }
        return command;
    }

    /** Returns the settings that are on the command line. */
    static Map<Setting, Double> of(CommandSpec command) {
        Map<Setting, Double> values = new EnumMap<>(Setting.class);
        for (Setting setting : Setting.values()) {
            NumberOption.value(command, setting.id()).ifPresent(value -> values.put(setting, value));
        }
        return values;
    }
}
