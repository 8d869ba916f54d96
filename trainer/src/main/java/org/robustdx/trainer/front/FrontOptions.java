package org.robustdx.trainer.front;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.robustdx.trainer.common.Bounds;

/**
 * A front with its settings.
 *
 * @param kind the front
 * @param settings value of every setting of this front; the constructor adds the defaults of those not given
 */
public record FrontOptions(Fronts kind, Map<FrontSetting, Double> settings) {
    public FrontOptions {
        Map<FrontSetting, Double> complete = new EnumMap<>(FrontSetting.class);
        complete.putAll(kind.defaults());
        settings.forEach((setting, value) -> {
            if (!complete.containsKey(setting)) {
                throw new IllegalArgumentException(setting.id() + ": unknown to --front " + kind + " (expected: one of "
                        + kind.defaults().keySet().stream()
                                .map(FrontSetting::id)
                                .toList() + ")");
            }
            setting.require(value);
            complete.put(setting, value);
        });
        settings = Map.copyOf(complete);
    }

    /** Returns the options of a front with its defaults. */
    public static FrontOptions of(Fronts kind) {
        return new FrontOptions(kind, Map.of());
    }

    /** Creates the front. */
    public Front create() {
        return kind.create(this);
    }

    /** Returns the options as entries of the file's metadata, by the names of the command line. */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("front", kind.toString());
        kind.defaults().keySet().forEach(setting -> map.put(setting.id(), number(setting)));
        return map;
    }

    @Override
    public String toString() {
        return kind
                + kind.defaults().keySet().stream()
                        .map(setting -> ", " + setting.id() + " " + Bounds.show(number(setting)))
                        .collect(Collectors.joining());
    }

    double number(FrontSetting setting) {
        Double value = settings.get(setting);
        if (value == null) {
            throw new IllegalArgumentException(setting.id() + ": not set (expected: a setting of " + kind + ")");
        }
        return value;
    }

    int count(FrontSetting setting) {
        return (int) number(setting);
    }
}
