package org.robustdx.gateway.archive;

import java.util.regex.Pattern;

/** Unique identifiers (PS3.5, chapter 9), as they may stand in a URL. */
public final class Uids {
    private static final Pattern UID = Pattern.compile("[0-9]+(\\.[0-9]+)*");
    private static final int LONGEST = 64;

    private Uids() {}

    /** Returns whether a text is a unique identifier: digits and dots alone. */
    public static boolean isValid(String text) {
        return text.length() <= LONGEST && UID.matcher(text).matches();
    }
}
