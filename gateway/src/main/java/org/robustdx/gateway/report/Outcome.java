package org.robustdx.gateway.report;

import org.robustdx.schemas.Diagnosis;
import org.robustdx.schemas.Verdict;

/** What a verdict means for people. */
enum Outcome {
    TRUSTED(true, "No alarm was raised."),
    SUSPECT(true, "The image looks manipulated; its class after denoising is the same. A person must look at it."),
    REJECTED(false, "No result: the image looks manipulated, and its class after denoising is another."),
    OUT_OF_SCOPE(false, "No result: the image is not of the kind that the model was trained for.");

    private final boolean result;
    private final String meaning;

    Outcome(boolean result, String meaning) {
        this.result = result;
        this.meaning = meaning;
    }

    static Outcome of(Diagnosis diagnosis) {
        Verdict verdict = diagnosis.getVerdict();
        return valueOf(verdict.name());
    }

    /** Returns whether there is a result. */
    boolean hasResult() {
        return result;
    }

    /** Returns one or two sentences for people. */
    String meaning() {
        return meaning;
    }
}
