package org.robustdx.trainer.evaluate;

/**
 * A warning that an evaluation raises by a rule; {@code docs/flags.md} says what it means.
 *
 * @param id of the rule
 * @param severity how much of the report it puts in doubt
 * @param message what was seen, in numbers
 */
public record Flag(String id, Severity severity, String message) {
    /** Severities. */
    public enum Severity {
        /** Figures of robustness are probably too good. */
        DOUBT,
        /** A weakness of the model, or a limit of what was measured. */
        NOTE;

        @Override
        public String toString() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }
}
