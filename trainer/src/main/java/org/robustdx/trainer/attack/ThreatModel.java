package org.robustdx.trainer.attack;

import java.util.Locale;

/** What an attacker knows of the model. */
public enum ThreatModel {
    /** No attacker: clean images, noise, shifts. */
    NONE("no attacker", "no attacker"),
    /** The attacker knows the classifier and its gradients, but not the detectors. */
    WHITE_BOX(
            "white-box, does not know the detectors", "knows the classifier and its gradients, but not the detectors"),
    /** The attacker knows only the gradients of another model. */
    TRANSFER("transfer", "knows another model's gradients; queries the target once"),
    /** The attacker knows only the scores of the target, or only its labels. */
    BLACK_BOX("black-box", "queries the target for its scores or labels; knows no gradients"),
    /** The attacker knows the classifier, the decoder and the detectors, with their gradients. */
    ADAPTIVE(
            "white-box, knows the detectors",
            "knows classifier, decoder and detectors with their gradients, and evades all of them"),
    /** All attackers together: for each image, the strongest attack. */
    ANY("any attacker", "the strongest attack on each image, with any threat model");

    private final String summary;
    private final String description;

    ThreatModel(String summary, String description) {
        this.summary = summary;
        this.description = description;
    }

    /** Returns a short description for messages, manifests and model cards. */
    public String summary() {
        return summary;
    }

    /** Returns a one-line description for the legend of a report. */
    public String description() {
        return description;
    }

    /** Returns the name in reports, such as {@code white-box}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
