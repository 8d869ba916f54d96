package org.robustdx.trainer.data;

import java.util.Objects;

/**
 * A row or an image that cannot be used.
 *
 * @param where the file, or the table and its line
 * @param reason why, in one line
 */
public record BadItem(String where, String reason) {
    public BadItem {
        Objects.requireNonNull(where, "where");
        Objects.requireNonNull(reason, "reason");
    }

    @Override
    public String toString() {
        return where + ": " + reason;
    }
}
