package org.robustdx.console.access;

import java.util.regex.Pattern;

/**
 * A person who may use the console.
 *
 * @param name what the person logs in with
 * @param role what the person may do
 * @param pseudonym what decisions are signed with; it leaves the console, the name does not
 */
public record Account(String name, Role role, String pseudonym) {
    private static final Pattern PSEUDONYM = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    public Account {
        if (name.isBlank() || name.length() > 256 || name.contains(":")) {
            throw new IllegalArgumentException("name: %s (expected: 1 to 256 characters, no ':')".formatted(name));
        }
        if (!PSEUDONYM.matcher(pseudonym).matches()) {
            throw new IllegalArgumentException(
                    "pseudonym: %s (expected: 1 to 64 letters, digits, '.', '_' and '-')".formatted(pseudonym));
        }
    }

    /** Returns whether the person may decide. */
    public boolean mayDecide() {
        return role == Role.REVIEWER;
    }
}
