package org.robustdx.trainer.data;

import java.util.List;

/** What to do with rows and images that cannot be used. */
public enum BadItemPolicy {
    /** Any bad item is an error. The message names the first one and their number. */
    FAIL {
        @Override
        void apply(List<BadItem> bad) throws DataException {
            if (!bad.isEmpty()) {
                String more = bad.size() == 1 ? "" : " (and " + (bad.size() - 1) + " more)";
                throw new DataException(bad.get(0) + more + "; --skip-bad leaves bad items out");
            }
        }
    },
    /** Bad items are left out and counted. */
    SKIP {
        @Override
        void apply(List<BadItem> bad) {}
    };

    abstract void apply(List<BadItem> bad) throws DataException;
}
