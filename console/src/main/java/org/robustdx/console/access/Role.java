package org.robustdx.console.access;

import java.util.Locale;

/** What a person may do. */
public enum Role {
    /** May look. */
    READER,
    /** May look and decide. */
    REVIEWER;

    /**
     * Returns the role of this name.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static Role of(String name) {
        for (Role role : values()) {
            if (role.label().equals(name)) {
                return role;
            }
        }
        throw new IllegalArgumentException("role: %s (expected: reader or reviewer)".formatted(name));
    }

    /** Returns the name in files and on the command line. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
