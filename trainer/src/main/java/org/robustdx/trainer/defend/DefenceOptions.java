package org.robustdx.trainer.defend;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.robustdx.trainer.attack.Classifier;
import org.robustdx.trainer.common.Bounds;

/**
 * The defence of a training run, with its settings and the names of the fixed models that it uses. In checkpoints, the
 * settings have the names of the command line.
 *
 * @param kind the defence
 * @param settings value of every setting of this defence; the constructor adds the defaults of those not given
 * @param sources files or folders of the fixed models, such as the teacher of a distillation
 */
public record DefenceOptions(Defences kind, Map<DefenceSetting, Double> settings, List<String> sources) {
    private static final String KIND = "defence";
    private static final String SOURCES = "defence-sources";

    public DefenceOptions {
        Map<DefenceSetting, Double> complete = new EnumMap<>(DefenceSetting.class);
        complete.putAll(kind.defaults());
        for (Map.Entry<DefenceSetting, Double> given : settings.entrySet()) {
            DefenceSetting setting = given.getKey();
            if (!complete.containsKey(setting)) {
                throw new IllegalArgumentException(
                        setting.id() + ": unknown to --defence " + kind + " (expected: one of "
                                + kind.defaults().keySet().stream()
                                        .map(DefenceSetting::id)
                                        .toList() + ")");
            }
            setting.require(given.getValue());
            complete.put(setting, given.getValue());
        }
        if (kind.singleStep() && complete.getOrDefault(DefenceSetting.DEFENCE_STEPS, 1.0) != 1) {
            throw new IllegalArgumentException("defence-steps: "
                    + Bounds.show(complete.getOrDefault(DefenceSetting.DEFENCE_STEPS, 1.0))
                    + " (expected: 1 for --defence " + kind + ")");
        }
        if (sources.size() < kind.fewestSources() || sources.size() > kind.mostSources()) {
            throw new IllegalArgumentException(SOURCES + ": " + sources.size() + " models (expected: "
                    + kind.fewestSources() + " to " + kind.mostSources() + " for --defence " + kind + ")");
        }
        settings = Map.copyOf(complete);
        sources = List.copyOf(sources);
    }

    /** Returns a defence with these settings, the rest as in its paper, without fixed models. */
    public DefenceOptions(Defences kind, Map<DefenceSetting, Double> settings) {
        this(kind, settings, List.of());
    }

    /** Returns the options of a defence as in its paper, with a radius of 8/255, without fixed models. */
    public static DefenceOptions of(Defences kind) {
        return new DefenceOptions(kind, Map.of());
    }

    /** Returns a copy with another value of a setting. */
    public DefenceOptions with(DefenceSetting setting, double value) {
        Map<DefenceSetting, Double> more = new EnumMap<>(DefenceSetting.class);
        more.putAll(settings);
        more.put(setting, value);
        return new DefenceOptions(kind, more, sources);
    }

    /** Returns whether the defence trains on attacked images, so that it has a radius. */
    public boolean attacks() {
        return settings.containsKey(DefenceSetting.DEFENCE_EPSILON);
    }

    /** Returns the full radius of the attack in units of 1/255, of a defence that {@linkplain #attacks attacks}. */
    public double epsilon() {
        return value(DefenceSetting.DEFENCE_EPSILON);
    }

    /**
     * Returns the value of a setting.
     *
     * @throws IllegalArgumentException if the defence does not have it
     */
    public double value(DefenceSetting setting) {
        Double value = settings.get(setting);
        if (value == null) {
            throw new IllegalArgumentException(setting.id() + ": not set (expected: a setting of " + kind + ")");
        }
        return value;
    }

    /**
     * Creates the defence.
     *
     * @param fixed the models that {@link #sources} names, in their order; training does not change them
     */
    public Defence create(List<? extends Classifier> fixed) {
        if (fixed.size() != sources.size()) {
            throw new IllegalArgumentException("fixed models: " + fixed.size() + " (expected: " + sources.size() + ")");
        }
        return kind.create(this, List.copyOf(fixed));
    }

    /** Returns the options as entries of a flat map of settings, by the names of the command line. */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put(KIND, kind.toString());
        kind.defaults()
                .keySet()
                .forEach(setting -> map.put(
                        setting.id(),
                        setting == DefenceSetting.DEFENCE_STEPS
                                ? (Object) (int) value(setting)
                                : (Object) value(setting)));
        if (!sources.isEmpty()) {
            map.put(SOURCES, sources);
        }
        return map;
    }

    /**
     * Reads options from a flat object of settings, and ignores its other entries.
     *
     * @throws IllegalArgumentException if a setting is missing, is not a number, or is out of range
     */
    public static DefenceOptions read(JsonNode flat) {
        Defences kind = Defences.of(flat.path(KIND).asText());
        Map<DefenceSetting, Double> settings = new EnumMap<>(DefenceSetting.class);
        for (DefenceSetting setting : kind.defaults().keySet()) {
            JsonNode value = flat.path(setting.id());
            if (!value.isNumber()) {
                throw new IllegalArgumentException(setting.id() + ": " + value + " (expected: a number)");
            }
            settings.put(setting, value.doubleValue());
        }
        List<String> sources = new ArrayList<>();
        flat.path(SOURCES).forEach(source -> sources.add(source.asText()));
        return new DefenceOptions(kind, settings, sources);
    }

    /** Returns a description of the defence for messages and model cards. */
    @Override
    public String toString() {
        List<String> parts = new ArrayList<>(List.of(kind.toString()));
        if (attacks()) {
            double spread = value(DefenceSetting.DEFENCE_SPREAD);
            String radius = spread == 0 ? show(epsilon()) : show((1 - spread) * epsilon()) + " to " + show(epsilon());
            parts.add("L-inf " + radius + " of 255");
            parts.add("steps " + show(value(DefenceSetting.DEFENCE_STEPS)));
            parts.add(
                    settings.containsKey(DefenceSetting.TRADES_WEIGHT)
                            ? "divergence times " + show(value(DefenceSetting.TRADES_WEIGHT))
                            : "clean share " + show(value(DefenceSetting.CLEAN_SHARE)));
            parts.add("warm-up " + show(value(DefenceSetting.DEFENCE_WARM_UP)));
        }
        if (settings.containsKey(DefenceSetting.DISTILLATION_TEMPERATURE)) {
            parts.add("temperature " + show(value(DefenceSetting.DISTILLATION_TEMPERATURE)));
        }
        if (!sources.isEmpty()) {
            parts.add(sources.size() + (sources.size() == 1 ? " fixed model" : " fixed models"));
        }
        return String.join(", ", parts);
    }

    Strength strength() {
        return new Strength(
                epsilon(),
                (int) value(DefenceSetting.DEFENCE_STEPS),
                value(DefenceSetting.DEFENCE_SPREAD),
                value(DefenceSetting.DEFENCE_WARM_UP));
    }

    /** Formats a number rounded to three decimals, which hides rounding errors of products. */
    private static String show(double value) {
        return Bounds.show(Math.rint(value * 1000) / 1000);
    }
}
