package org.robustdx.trainer.evaluate;

import java.util.Locale;
import org.robustdx.trainer.attack.Attacks;

/** What an attacker knows of the model. */
public enum ThreatModel {
    /** No attacker: images as they are, noise, shifts. */
    NONE("no attacker"),
    /** The classifier with its gradients; not the detectors. */
    WHITE_BOX("sees the classifier and its gradients; does not know the detectors"),
    /** Another model's gradients alone. */
    TRANSFER("sees another model's gradients; the target is asked once"),
    /** The target's scores alone. */
    BLACK_BOX("asks the target for its scores; sees no gradient"),
    /** The classifier, the decoder and the detectors, all with their gradients. */
    ADAPTIVE("sees classifier, decoder and detectors with their gradients, and evades them all");

    private final String description;

    ThreatModel(String description) {
        this.description = description;
    }

    /** Returns what an attack of that kind knows. */
    public static ThreatModel of(Attacks attack) {
        return switch (attack) {
            case SQUARE -> BLACK_BOX;
            case TRANSFER -> TRANSFER;
            case ADAPTIVE -> ADAPTIVE;
            default -> WHITE_BOX;
        };
    }

    /** Returns what it means, in a few words. */
    public String description() {
        return description;
    }

    /** Returns its name in reports, such as {@code white-box}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
