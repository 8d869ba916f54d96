package org.robustdx.trainer.defend;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.robustdx.trainer.attack.Classifier;
import org.robustdx.trainer.attack.Pgd;
import org.robustdx.trainer.attack.TrainingAttack.Start;

/** All defences, with the values of their papers. A new defence is registered here. */
public enum Defences {
    /** No defence. */
    NONE(Usual.none(), Sources.NONE, (o, fixed) -> new Undefended()),
    /**
     * Clean images, and adversarial images by one step with an individual radius (Kurakin, Goodfellow and Bengio, ICLR
     * 2017, where adversarial images have a weight of 0.3).
     */
    MIXED(Usual.attack(1, 1, 1 / 1.3), Sources.NONE, (o, fixed) -> training(o, Start.IMAGE, 1, true, 1)),
    /** One step from a random start (Wong, Rice and Kolter, ICLR 2020). */
    FAST(Usual.attack(1, 0, 0), Sources.NONE, (o, fixed) -> training(o, Start.BALL, 1.25, false, 1)),
    /**
     * One step of a whole radius, starting from noise of one radius, without projection (N-FGSM: de Jorge et al.,
     * NeurIPS 2022). Unlike {@link #FAST}, it does not overfit to the single step, because its images reach up to twice
     * the radius.
     */
    NOISY(Usual.attack(1, 0, 0), Sources.NONE, (o, fixed) -> training(o, Start.BALL, 1, false, 2)),
    /** Several steps from a random start (Madry et al., ICLR 2018). */
    ADVERSARIAL(
            Usual.attack(7, 0, 0),
            Sources.NONE,
            (o, fixed) -> training(o, Start.BALL, Pgd.usualStepSize(o.strength().steps()), false, 1)),
    /** A trade-off between accuracy and a divergence of predictions (Zhang et al., ICML 2019). */
    TRADES(
            Usual.trades(7, 6),
            Sources.NONE,
            (o, fixed) -> new Trades(
                    o.strength(), Pgd.usualStepSize(o.strength().steps()), o.value(DefenceSetting.TRADES_WEIGHT))),
    /** One step against the model or one of several fixed models, in turn (Tramèr et al., ICLR 2018). */
    ENSEMBLE(
            Usual.attack(1, 0, 0.5),
            new Sources(1, 16),
            (o, fixed) -> new EnsembleTraining(o.strength(), o.value(DefenceSetting.CLEAN_SHARE), fixed)),
    /** Cross-entropy at a high temperature, with the soft predictions of a teacher (Papernot et al., S&P 2016). */
    DISTILLATION(
            Usual.distillation(20),
            new Sources(0, 1),
            (o, fixed) -> new Distillation(o.value(DefenceSetting.DISTILLATION_TEMPERATURE), fixed));

    private final Map<DefenceSetting, Double> defaults;
    private final Sources sources;
    private final Maker maker;

    /** Creates a defence from its options and its fixed models. */
    private interface Maker {
        Defence make(DefenceOptions options, List<Classifier> fixed);
    }

    /** Number of fixed models that a defence uses. */
    private record Sources(int fewest, int most) {
        static final Sources NONE = new Sources(0, 0);
    }

    /** Default values. */
    private static final class Usual {
        private static final double EPSILON = 8;
        private static final double WARM_UP = 0.2;

        static Map<DefenceSetting, Double> none() {
            return new EnumMap<>(DefenceSetting.class);
        }

        private static Map<DefenceSetting, Double> strength(double steps, double spread) {
            Map<DefenceSetting, Double> values = none();
            values.put(DefenceSetting.DEFENCE_EPSILON, EPSILON);
            values.put(DefenceSetting.DEFENCE_STEPS, steps);
            values.put(DefenceSetting.DEFENCE_SPREAD, spread);
            values.put(DefenceSetting.DEFENCE_WARM_UP, WARM_UP);
            return values;
        }

        static Map<DefenceSetting, Double> attack(double steps, double spread, double cleanShare) {
            Map<DefenceSetting, Double> values = strength(steps, spread);
            values.put(DefenceSetting.CLEAN_SHARE, cleanShare);
            return values;
        }

        static Map<DefenceSetting, Double> trades(double steps, double weight) {
            Map<DefenceSetting, Double> values = strength(steps, 0);
            values.put(DefenceSetting.TRADES_WEIGHT, weight);
            return values;
        }

        static Map<DefenceSetting, Double> distillation(double temperature) {
            Map<DefenceSetting, Double> values = none();
            values.put(DefenceSetting.DISTILLATION_TEMPERATURE, temperature);
            return values;
        }
    }

    Defences(Map<DefenceSetting, Double> defaults, Sources sources, Maker maker) {
        this.defaults = Collections.unmodifiableMap(defaults);
        this.sources = sources;
        this.maker = maker;
    }

    private static Defence training(DefenceOptions o, Start start, double stepSize, boolean ownReading, double reach) {
        return new AdversarialTraining(
                o.kind().toString(),
                o.strength(),
                start,
                stepSize,
                ownReading,
                reach,
                o.value(DefenceSetting.CLEAN_SHARE));
    }

    Defence create(DefenceOptions options, List<Classifier> fixed) {
        return maker.make(options, fixed);
    }

    /**
     * Returns the defence with this name, ignoring case.
     *
     * @throws IllegalArgumentException if there is none; the message lists all names
     */
    static Defences of(String name) {
        return Arrays.stream(values())
                .filter(kind -> kind.toString().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "defence: " + name + " (expected: one of " + Arrays.toString(values()) + ")"));
    }

    /** Returns the settings of this defence with their default values, in the order of {@link DefenceSetting}. */
    public Map<DefenceSetting, Double> defaults() {
        return defaults;
    }

    /** Returns the smallest number of fixed models. */
    public int fewestSources() {
        return sources.fewest();
    }

    /** Returns the largest number of fixed models. */
    public int mostSources() {
        return sources.most();
    }

    /** Returns whether the attack in training takes only one step. */
    public boolean singleStep() {
        return defaults.getOrDefault(DefenceSetting.DEFENCE_STEPS, 0.0) == 1;
    }

    /** Returns the name on the command line and in files. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
