package org.robustdx.trainer.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.robustdx.inference.image.DicomAttribute;
import org.robustdx.inference.model.DicomScope;

/**
 * Changes to the DICOM images that a task allows, in the syntax of the command line: {@code ATTRIBUTE=VALUE,...} replaces the values of an attribute,
 * {@code ATTRIBUTE=any} allows all, {@code required=ATTRIBUTE,...} names the attributes that an image must have, and {@code none} removes all
 * conditions before it.
 */
public final class DicomConditions {
    private static final String NONE = "none";
    private static final String ANY = "any";
    private static final String REQUIRED = "required";

    private DicomConditions() {}

    /**
     * Returns the conditions with these changes; empty if none is left.
     *
     * @param usual the conditions of the task or of the former file
     * @throws IllegalArgumentException if a change is malformed
     */
    public static Optional<DicomScope> changed(Optional<DicomScope> usual, List<String> changes) {
        Map<DicomAttribute, List<String>> allowed = new EnumMap<>(DicomAttribute.class);
        Set<DicomAttribute> required = EnumSet.noneOf(DicomAttribute.class);
        usual.ifPresent(scope -> {
            allowed.putAll(scope.allowed());
            required.addAll(scope.required());
        });
        for (String change : changes) {
            if (change.equals(NONE)) {
                allowed.clear();
                required.clear();
                continue;
            }
            int at = change.indexOf('=');
            String key = at < 0 ? "" : change.substring(0, at);
            List<String> values =
                    new ArrayList<>(Arrays.asList(change.substring(at + 1).split(",", -1)));
            if (key.equals(REQUIRED)) {
                required.clear();
                values.forEach(name -> required.add(attribute(name, change)));
            } else if (values.equals(List.of(ANY))) {
                allowed.remove(attribute(key, change));
            } else {
                allowed.put(
                        attribute(key, change),
                        values.stream().map(DicomAttribute::normalised).toList());
            }
        }
        return allowed.isEmpty() && required.isEmpty()
                ? Optional.empty()
                : Optional.of(new DicomScope(allowed, required));
    }

    private static DicomAttribute attribute(String key, String change) {
        return DicomScope.attribute(key)
                .orElseThrow(() -> new IllegalArgumentException("dicom: " + change
                        + " (expected: none, required=ATTRIBUTE,..., or ATTRIBUTE=VALUE,... with an attribute of "
                        + DicomScope.keys() + ")"));
    }
}
