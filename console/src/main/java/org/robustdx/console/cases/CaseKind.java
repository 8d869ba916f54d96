package org.robustdx.console.cases;

/** Why a case is in the queue. */
public enum CaseKind {
    /** An image looks tampered with. */
    TAMPERING("tampering"),
    /** An image is not of the model's kind. */
    OUT_OF_SCOPE("out of scope"),
    /** Many images of one source together are conspicuous. */
    CAMPAIGN("campaign");

    private final String label;

    CaseKind(String label) {
        this.label = label;
    }

    /** Returns the name that people read. */
    public String label() {
        return label;
    }
}
