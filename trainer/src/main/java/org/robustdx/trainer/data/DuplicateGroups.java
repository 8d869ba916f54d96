package org.robustdx.trainer.data;

import java.util.HashMap;
import java.util.Map;

/**
 * Joins groups that share a file's content, because copies of a file under two names could otherwise be in the training and the test split. A
 * union-find over group names. The smallest name represents a joined group, so the result does not depend on the order.
 */
final class DuplicateGroups {
    private final Map<String, String> parents = new HashMap<>();
    private final Map<String, String> groupOfContent = new HashMap<>();

    /** Records that {@code group} contains content with this hash. */
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
