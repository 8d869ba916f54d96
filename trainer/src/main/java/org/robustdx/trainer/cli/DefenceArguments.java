package org.robustdx.trainer.cli;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.robustdx.trainer.defend.DefenceOptions;
import org.robustdx.trainer.defend.DefenceSetting;
import org.robustdx.trainer.defend.Defences;
import picocli.CommandLine.Option;

/** The arguments that choose the defence in training. */
final class DefenceArguments {
    @Option(
            names = "--defence",
            defaultValue = "NONE",
            paramLabel = "NAME",
            description =
                    "none, mixed (single-step adversarial images beside clean ones: Kurakin), fast (single-step from a"
                            + " random start: Wong), noisy (single-step from noise and beyond the radius: de Jorge),"
                            + " adversarial (several steps: Madry), trades, ensemble (single-step from this and fixed"
                            + " models: Tramer) or distillation (Papernot); with any --method (default: none).")
    private Defences kind;

    @Option(
            names = "--defence-epsilon",
            paramLabel = "E",
            description = "Radius of the attack in training, L-inf, in units of 1/255 (default: 8).")
    private @Nullable Double epsilon;

    @Option(
            names = "--defence-steps",
            paramLabel = "N",
            description = "Steps of the attack in training (default: 7; 1 for mixed, fast, noisy and ensemble).")
    private @Nullable Integer steps;

    @Option(
            names = "--defence-spread",
            paramLabel = "S",
            description = "Each image's radius is drawn from (1-S)*E to E (default: 0; 1 for mixed).")
    private @Nullable Double spread;

    @Option(
            names = "--clean-share",
            paramLabel = "S",
            description =
                    "Share of the cross-entropy that clean images keep beside adversarial ones (default: 0; 0.77 for"
                            + " mixed; 0.5 for ensemble; always 1 for trades).")
    private @Nullable Double cleanShare;

    @Option(
            names = "--trades-weight",
            paramLabel = "B",
            description = "Weight of the divergence in TRADES (default: 6).")
    private @Nullable Double weight;

    @Option(
            names = "--defence-warm-up",
            paramLabel = "S",
            description =
                    "Share of the training in which radius and steps of the attack grow to their full size (default:"
                            + " 0.2).")
    private @Nullable Double warmUp;

    @Option(
            names = "--distillation-temperature",
            paramLabel = "T",
            description = "Divisor of the logits in the cross-entropy of defensive distillation (default: 20).")
    private @Nullable Double temperature;

    @Option(
            names = "--defence-sources",
            split = ",",
            paramLabel = "FILE|DIR",
            description = "Fixed models that the defence uses: for ensemble, those whose attacks it trains on (at least"
                    + " one); for distillation, the teacher (none to train a teacher). Own or adopted models.")
    private List<String> sources = List.of();

    /**
     * Returns the given options. The others have the values of the defence's paper.
     *
     * @throws IllegalArgumentException if an option is out of its range, or does not belong to the defence
     */
    DefenceOptions options() {
        Map<DefenceSetting, Double> given = new EnumMap<>(DefenceSetting.class);
        put(given, DefenceSetting.DEFENCE_EPSILON, epsilon);
        put(given, DefenceSetting.DEFENCE_STEPS, steps);
        put(given, DefenceSetting.DEFENCE_SPREAD, spread);
        put(given, DefenceSetting.CLEAN_SHARE, cleanShare);
        put(given, DefenceSetting.TRADES_WEIGHT, weight);
        put(given, DefenceSetting.DEFENCE_WARM_UP, warmUp);
        put(given, DefenceSetting.DISTILLATION_TEMPERATURE, temperature);
        return new DefenceOptions(kind, given, sources);
    }

    private static void put(Map<DefenceSetting, Double> given, DefenceSetting setting, @Nullable Number value) {
        if (value != null) {
            given.put(setting, value.doubleValue());
        }
    }
}
