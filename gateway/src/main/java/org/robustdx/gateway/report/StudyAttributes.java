package org.robustdx.gateway.report;

import java.util.List;
import org.robustdx.gateway.dicom.DataSet;
import org.robustdx.gateway.dicom.Tags;
import org.robustdx.gateway.pseudonym.Identity;

/** Attributes of patient and study that a result has in common with its image, so that it belongs to the same study. */
final class StudyAttributes {
    /** Value of the attribute Manufacturer of all results. */
    static final String MANUFACTURER = "RobustDx";

    private static final int LONGEST_NAME = 64;

    private StudyAttributes() {}

    /** Returns a newly created data set with these attributes. Attributes of type 2 are there also without a value. */
    static DataSet of(Identity identity) {
        DataSet result = new DataSet();
        identity.values().forEach((tag, value) -> {
            String vr = vr(tag);
            if (!vr.isEmpty()) {
                result.put(tag, vr, value);
            }
        });
        for (int tag : List.of(
                Tags.STUDY_DATE,
                Tags.STUDY_TIME,
                Tags.ACCESSION_NUMBER,
                Tags.REFERRING_PHYSICIAN,
                Tags.PATIENT_NAME,
                Tags.PATIENT_ID,
                Tags.BIRTH_DATE,
                Tags.SEX,
                Tags.STUDY_ID)) {
            if (result.get(tag).isEmpty()) {
                result.put(tag, vr(tag), "");
            }
        }
        return result.put(Tags.MANUFACTURER, "LO", MANUFACTURER);
    }

    private static String vr(int tag) {
        return switch (tag) {
            case Tags.CHARACTER_SET, Tags.SEX -> "CS";
            case Tags.STUDY_DATE, Tags.BIRTH_DATE -> "DA";
            case Tags.STUDY_TIME -> "TM";
            case Tags.ACCESSION_NUMBER, Tags.STUDY_ID -> "SH";
            case Tags.REFERRING_PHYSICIAN, Tags.PATIENT_NAME -> "PN";
            case Tags.PATIENT_ID, Tags.ISSUER_OF_PATIENT_ID -> "LO";
            case Tags.STUDY_INSTANCE -> "UI";
            default -> "";
        };
    }

    /** Returns text of ours for an attribute with at most 64 characters: printable ASCII, cut. */
    static String name(String text) {
        String plain = Code.ascii(text);
        return plain.length() <= LONGEST_NAME ? plain : plain.substring(0, LONGEST_NAME);
    }
}
