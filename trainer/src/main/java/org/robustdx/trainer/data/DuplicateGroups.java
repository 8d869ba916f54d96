package org.robustdx.trainer.data;

import java.util.HashMap;
import java.util.Map;

/**
 * Joins groups that share a file's content: byte-for-byte copies under two names would otherwise be trained and tested on.
 * A union-find over group names; a joined group is called by the smallest of its names, so the outcome does not depend on
 * order.
 */
final class DuplicateGroups {
    private final Map<String, String> parents = new HashMap<>();
    private final Map<String, String> groupOfContent = new HashMap<>();

    /** Takes note that {@code group} holds content with this hash. */
    void add(String group, String contentHash) {
        String other = groupOfContent.putIfAbsent(contentHash, group);
        if (other != null) {
            join(find(group), find(other));
        }
    }

    /** Returns the name of the joined group that {@code group} belongs to. */
    String find(String group) {
        String root = group;
        for (String up = parents.get(root); up != null; up = parents.get(root)) {
            root = up;
        }
        return root;
    }

    private void join(String a, String b) {
        int order = a.compareTo(b);
        if (order < 0) {
            parents.put(b, a);
        } else if (order > 0) {
            parents.put(a, b);
        }
    }
}
