package org.robustdx.trainer.attack;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.robustdx.trainer.common.Bounds;

/**
 * The options that a user set for an attack. Other options have the attack's defaults.
 *
 * @param settings values by setting; whole numbers where required
 * @param sourceAttack attack that a transfer attack runs on its source models
 * @param sources models from which a transfer attack takes its gradients
 */
public record AttackOptions(Map<Setting, Double> settings, Attacks sourceAttack, List<Classifier> sources) {
    public AttackOptions {
        settings = Map.copyOf(settings);
        sources = List.copyOf(sources);
    }

    /** Returns options without settings. Transfer attacks use MI-FGSM. */
    public static AttackOptions ofDefaults() {
        return new AttackOptions(Map.of(), Attacks.MI_FGSM, List.of());
    }

    /** Returns a copy with one more setting. */
    public AttackOptions with(Setting setting, double value) {
        Map<Setting, Double> more = new EnumMap<>(Setting.class);
        more.putAll(settings);
        more.put(setting, value);
        return new AttackOptions(more, sourceAttack, sources);
    }

    /** Returns a copy for a transfer attack from other models. */
    public AttackOptions withSources(Attacks attack, List<? extends Classifier> models) {
        return new AttackOptions(settings, attack, List.copyOf(models));
    }

    /** Returns the value that was set, or the default. */
    double number(Setting setting, double byDefault) {
        @Nullable Double value = settings.get(setting);
        return value == null ? byDefault : value;
    }

    /**
     * Returns the whole number that was set, or the default.
     *
     * @throws IllegalArgumentException if the value is not a whole number
     */
    int count(Setting setting, int byDefault) {
        double value = number(setting, byDefault);
        if (value != (int) value) {
            throw new IllegalArgumentException(setting.id() + ": " + value + " (expected: a whole number)");
        }
        return (int) value;
    }

    /**
     * Checks a number of gradient steps: 1 to 10,000 for every attack.
     *
     * @throws IllegalArgumentException if it is outside this range
     */
    static void requireSteps(int steps) {
        Bounds.require("steps", steps, 1, 10_000);
    }

    /**
     * Checks a number of restarts: 1 to 100 for every attack.
     *
     * @throws IllegalArgumentException if it is outside this range
     */
    static void requireRestarts(int restarts) {
        Bounds.require("restarts", restarts, 1, 100);
    }

    int steps(int byDefault) {
        return count(Setting.STEPS, byDefault);
    }

    int restarts() {
        return count(Setting.RESTARTS, 1);
    }
}
