package org.robustdx.lab.graph;

/** What a node of a model file contributes to. Each node belongs to one part: the first in this order that needs it. */
enum Part {
    /** Preprocessing and classifier, up to the logits and probabilities. */
    FIRST_PASS("first pass"),
    /** The reconstruction of the image, from a stage of the classifier. */
    DECODER("decoder"),
    /** The classifier on the reconstruction, whose results the detectors compare with those of the first pass. */
    SECOND_PASS("second pass"),
    /** The detectors of tampering. */
    DETECTORS("detectors"),
    /** The detectors that decide whether the image is of the model's kind. */
    SCOPE("scope");

    private final String title;

    Part(String title) {
        this.title = title;
    }

    /** Returns the name in tables. */
    String title() {
        return title;
    }

    /** Returns the name in JSON. */
    String key() {
        return title.replace(' ', '_');
    }
}
