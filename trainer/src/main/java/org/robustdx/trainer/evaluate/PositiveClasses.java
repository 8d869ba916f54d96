package org.robustdx.trainer.evaluate;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The classes that sensitivity is about: those that a reader must not miss. */
public final class PositiveClasses {
    /** Names of classes that need no treatment: of healthy images, and of the benign lesions of HAM10000. */
    private static final Set<String> HARMLESS = Set.of(
            "normal",
            "healthy",
            "negative",
            "benign",
            "no_finding",
            "no_findings",
            "no finding",
            "none",
            "nv",
            "bkl",
            "df",
            "vasc");

    private PositiveClasses() {}

    /**
     * Returns the positive classes: those chosen; otherwise all but the classes with a name for harmless findings; otherwise, of two classes, the
     * second. Of more classes without such a name, none.
     *
     * @throws IllegalArgumentException if a chosen class is unknown, or all classes are chosen
     */
    public static List<String> of(List<String> classes, List<String> chosen) {
        for (String name : chosen) {
            if (!classes.contains(name)) {
                throw new IllegalArgumentException(
                        "positive: " + name + " (expected: of " + String.join(", ", classes) + ")");
            }
        }
        if (!chosen.isEmpty()) {
            if (chosen.stream().distinct().count() == classes.size()) {
                throw new IllegalArgumentException("positive: all classes (expected: at least one is left out)");
            }
            return classes.stream().filter(chosen::contains).toList();
        }
        List<String> others = classes.stream()
                .filter(name -> !HARMLESS.contains(name.toLowerCase(Locale.ROOT)))
                .toList();
        if (!others.isEmpty() && others.size() < classes.size()) {
            return others;
        }
        return classes.size() == 2 ? List.of(classes.get(1)) : List.of();
    }
}
