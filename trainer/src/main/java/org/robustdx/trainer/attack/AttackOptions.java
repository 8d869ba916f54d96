package org.robustdx.trainer.attack;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.robustdx.trainer.common.Bounds;

/**
 * What a person set of an attack. What is not set has the attack's own default.
 *
 * @param settings by what they set; whole numbers where those are wanted
 * @param sourceAttack that a transfer attack makes on its sources
 * @param sources models from which a transfer attack takes its gradients
 */
public record AttackOptions(Map<Setting, Double> settings, Attacks sourceAttack, List<Classifier> sources) {
    public AttackOptions {
        settings = Map.copyOf(settings);
        sources = List.copyOf(sources);
    }

    /** Returns options of which nothing is set; transfer attacks use MI-FGSM. */
    public static AttackOptions ofDefaults() {
        return new AttackOptions(Map.of(), Attacks.MI_FGSM, List.of());
    }

    /** Returns these options with one more. */
    public AttackOptions with(Setting setting, double value) {
        Map<Setting, Double> more = new EnumMap<>(Setting.class);
        more.putAll(settings);
        more.put(setting, value);
        return new AttackOptions(more, sourceAttack, sources);
    }

    /** Returns these options for a transfer attack from other models. */
    public AttackOptions withSources(Attacks attack, List<? extends Classifier> models) {
        return new AttackOptions(settings, attack, List.copyOf(models));
    }

    /** Returns the number set, or else the default. */
    double number(Setting setting, double byDefault) {
        @Nullable Double value = settings.get(setting);
        return value == null ? byDefault : value;
    }

    /** Returns the whole number set, or else the default. */
    int count(Setting setting, int byDefault) {
        double value = number(setting, byDefault);
        if (value != (int) value) {
            throw new IllegalArgumentException(setting.id() + ": " + value + " (expected: a whole number)");
        }
        return (int) value;
    }

    /** Throws unless steps are from 1 to 10,000, as they are for every attack that has them. */
    static void requireSteps(int steps) {
        Bounds.require("steps", steps, 1, 10_000);
    }

    /** Throws unless restarts are from 1 to 100, as they are for every attack that has them. */
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
