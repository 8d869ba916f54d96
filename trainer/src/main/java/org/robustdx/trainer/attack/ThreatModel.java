package org.robustdx.trainer.attack;

import java.util.Locale;

/** What an attacker knows of the model. */
public enum ThreatModel {
    /** No attacker: images as they are, noise, shifts. */
    NONE("no attacker", "no attacker"),
    /** The attacker knows the classifier with its gradients, but not the detectors. */
    WHITE_BOX(
            "white-box, does not know the detectors",
            "sees the classifier and its gradients; does not know the detectors"),
    /** The attacker knows the gradients of another model only. */
    TRANSFER("transfer", "sees another model's gradients; the target is asked once"),
    /** The attacker knows the scores of the target only. */
    BLACK_BOX("black-box (scores)", "asks the target for its scores; sees no gradient"),
    /** The attacker knows the classifier, the decoder and the detectors, all with their gradients. */
    ADAPTIVE(
            "white-box, knows the detectors",
            "sees classifier, decoder and detectors with their gradients, and evades them all"),
    /** All attackers together: for each image, the strongest attack. */
    ANY("any attacker", "the strongest attack on each image, of whatever threat model");

    private final String summary;
    private final String description;

    ThreatModel(String summary, String description) {
        this.summary = summary;
        this.description = description;
    }

    /** Returns a few words for messages, manifests and model cards. */
    public String summary() {
        return summary;
    }

    /** Returns one line for the legend of a report. */
    public String description() {
        return description;
    }

    /** Returns its name in reports, such as {@code white-box}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
