package org.robustdx.inference.image.dicom;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.inference.image.RefusedException;

/**
 * Reads the attributes that define groups of patients from a DICOM file: {@code sex}, {@code age} and {@code device}. Only evaluations read them;
 * serving does not. No other attribute of a patient is read.
 */
public final class SubjectAttributes {
    private static final int MANUFACTURER = 0x00080070;
    private static final int MODEL = 0x00081090;
    private static final int SEX = 0x00100040;
    private static final int AGE = 0x00101010;
    private static final Set<Integer> GROUPS = Set.of(0x0008, 0x0010);
    private static final Map<String, String> SEXES = Map.of("M", "male", "F", "female", "O", "other");

    private SubjectAttributes() {}

    /** Returns the attributes that the content has; none if it is no DICOM file, or a damaged one. */
    public static Map<String, String> of(byte[] content, DecodeLimits limits) {
        Map<String, String> found = new LinkedHashMap<>();
        if (!DicomFile.looksLike(content)) {
            return found;
        }
        try {
            DicomFile file = DicomFile.parse(content, limits, GROUPS);
            put(found, "sex", SEXES.getOrDefault(file.string(SEX), ""));
            put(found, "age", file.string(AGE));
            String model = file.string(MODEL);
            put(found, "device", model.isEmpty() ? file.string(MANUFACTURER) : model);
        } catch (RefusedException e) {
            found.clear();
        }
        return found;
    }

    private static void put(Map<String, String> found, String name, String value) {
        if (!value.isBlank()) {
            found.put(name, value);
        }
    }
}
