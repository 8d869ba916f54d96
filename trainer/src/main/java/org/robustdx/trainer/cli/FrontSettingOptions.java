package org.robustdx.trainer.cli;

import java.util.EnumMap;
import java.util.Map;
import org.robustdx.trainer.front.FrontSetting;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Model.CommandSpec;

/** Gives a command one option for each {@link FrontSetting}. */
final class FrontSettingOptions implements IModelTransformer {
    @Override
    public CommandSpec transform(CommandSpec command) {
        for (FrontSetting setting : FrontSetting.values()) {
            NumberOption.add(command, setting.id(), setting.whole(), setting.description(), "front");
        }
        return command;
    }

    /** Returns the settings that are on the command line. */
    static Map<FrontSetting, Double> of(CommandSpec command) {
        Map<FrontSetting, Double> values = new EnumMap<>(FrontSetting.class);
        for (FrontSetting setting : FrontSetting.values()) {
            NumberOption.value(command, setting.id()).ifPresent(value -> values.put(setting, value));
        }
        return values;
    }
}
