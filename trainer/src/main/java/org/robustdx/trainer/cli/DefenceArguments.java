package org.robustdx.trainer.cli;

import org.jspecify.annotations.Nullable;
import org.robustdx.trainer.defend.DefenceOptions;
import org.robustdx.trainer.defend.Defences;
import picocli.CommandLine.Option;

/** The arguments that say how a model is defended in training. */
final class DefenceArguments {
    @Option(
            names = "--defence",
            defaultValue = "NONE",
            paramLabel = "NAME",
            description =
                    "none, mixed (single-step adversarial images beside clean ones: Kurakin), fast (single-step from a random start:"
                            + " Wong), noisy (single-step from noise and beyond the radius: de Jorge), adversarial (several steps: Madry) or trades; with any --method (default: none).")
    private Defences kind;

    @Option(
            names = "--defence-epsilon",
            paramLabel = "E",
            description = "Radius of the attack in training, L-inf, in units of 1/255 (default: 8).")
    private @Nullable Double epsilon;

    @Option(
            names = "--defence-steps",
            paramLabel = "N",
            description = "Steps of the attack in training (default: 7; 1 for mixed, fast and noisy).")
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
                    "Share of the cross-entropy that clean images keep beside adversarial ones (default: 0; 0.77 for mixed; always 1"
                            + " for trades).")
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
                    "Share of the training in which radius and steps of the attack grow to their full size (default: 0.2).")
    private @Nullable Double warmUp;

    /**
     * Returns the options that were given, the rest as the defence's paper has it.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    DefenceOptions options() {
        DefenceOptions usual = DefenceOptions.of(kind);
        return new DefenceOptions(
                kind,
                epsilon == null ? usual.epsilon() : epsilon,
                steps == null ? usual.steps() : steps,
                spread == null ? usual.spread() : spread,
                cleanShare == null ? usual.cleanShare() : cleanShare,
                weight == null ? usual.weight() : weight,
                warmUp == null ? usual.warmUp() : warmUp);
    }
}
