package org.robustdx.trainer.evaluate;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Determines the positive classes: those that a radiologist or dermatologist must not miss. Sensitivity refers to them. */
public final class PositiveClasses {
    /** Names of negative classes: healthy images, and the benign lesions of HAM10000. */
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
     * Returns the positive classes. These are the chosen classes, if any. Otherwise, if some classes have the name of a harmless finding, they are
     * all other classes. Otherwise, the second of two classes is positive. With more classes, none is.
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
