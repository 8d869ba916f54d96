package org.robustdx.trainer.cli;

import java.util.EnumMap;
import java.util.Map;
import org.robustdx.trainer.front.FrontSetting;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Gives a command one option for each {@link FrontSetting}. */
final class FrontSettingOptions implements IModelTransformer {
    @Override
    public CommandSpec transform(CommandSpec command) {
        for (FrontSetting setting : FrontSetting.values()) {
            command.addOption(OptionSpec.builder(name(setting))
                    .paramLabel(setting.whole() ? "N" : "X")
                    .type(setting.whole() ? Integer.class : Double.class)
                    .description(setting.description() + " (default: by front)")
                    .build());
        }
        return command;
    }

    /** Returns what was set on the command line. */
    static Map<FrontSetting, Double> of(CommandSpec command) {
        Map<FrontSetting, Double> values = new EnumMap<>(FrontSetting.class);
        for (FrontSetting setting : FrontSetting.values()) {
            Number value = command.findOption(name(setting)).getValue();
            if (value != null) {
                values.put(setting, value.doubleValue());
            }
        }
        return values;
    }

    private static String name(FrontSetting setting) {
        return "--" + setting.id();
    }
}
