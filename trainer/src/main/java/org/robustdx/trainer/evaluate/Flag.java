package org.robustdx.trainer.evaluate;

/**
 * A warning of an evaluation. {@code docs/flags.md} explains each.
 *
 * @param id name of the rule
 * @param severity how much of the report it puts in doubt
 * @param message the observed numbers
 */
public record Flag(String id, Severity severity, String message) {
    /** Severities. */
    public enum Severity {
        /** The robustness figures are probably too high. */
        DOUBT,
        /** A weakness of the model, or a limitation of the measurements. */
        NOTE;

        @Override
        public String toString() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }
}
