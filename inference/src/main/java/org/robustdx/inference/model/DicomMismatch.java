package org.robustdx.inference.model;

import java.util.List;
import java.util.Optional;
import org.robustdx.inference.image.DicomAttribute;

/**
 * An attribute of a DICOM image that is not one of those that the model was trained for. It holds no text of the file but terms of the standard.
 *
 * @param attribute the attribute
 * @param found its value, if that is a term of the standard
 * @param missing whether the image lacks the attribute
 * @param allowed values that the model was trained for
 */
public record DicomMismatch(DicomAttribute attribute, Optional<String> found, boolean missing, List<String> allowed) {
    /** Copies the list. */
    public DicomMismatch {
        allowed = List.copyOf(allowed);
    }

    /** Returns one line for people: what was found, and what the model expects. */
    public String message() {
        String value = missing ? "missing" : found.orElse("another value");
        return "%s: %s (expected: %s)"
                .formatted(attribute.title(), value, allowed.isEmpty() ? "a value" : String.join(" or ", allowed));
    }
}
