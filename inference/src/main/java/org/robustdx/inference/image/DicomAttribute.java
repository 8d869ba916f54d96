package org.robustdx.inference.image;

import java.util.Locale;
import java.util.Set;

/** The attributes of a DICOM image that determine its kind (PS3.3). A model file states the values for which the model was trained. */
public enum DicomAttribute {
    /** Type of the device (C.7.3.1). */
    MODALITY("Modality", 0x00080060, DicomTerms.MODALITIES),
    /** Part of the body (C.7.6.16, terms in PS3.16, annex L). */
    BODY_PART("Body Part Examined", 0x00180015, DicomTerms.BODY_PARTS),
    /** Direction of the projection (C.8.1.2 and C.8.11.5). */
    VIEW_POSITION("View Position", 0x00185101, DicomTerms.VIEW_POSITIONS),
    /** Meaning of the samples (C.7.6.3.1.2). */
    PHOTOMETRIC_INTERPRETATION("Photometric Interpretation", 0x00280004, DicomTerms.PHOTOMETRIC_INTERPRETATIONS);

    private final String title;
    private final int tag;
    private final Set<String> terms;

    DicomAttribute(String title, int tag, Set<String> terms) {
        this.title = title;
        this.tag = tag;
        this.terms = terms;
    }

    /** Returns the key in metadata and options, such as {@code body_part}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the name and the tag for people, such as {@code Modality (0008,0060)}. */
    public String title() {
        return String.format("%s (%04x,%04x)", title, tag >>> 16, tag & 0xffff);
    }

    /** Returns the tag as {@code 0xGGGGEEEE}. */
    public int tag() {
        return tag;
    }

    /**
     * Returns whether a value is a term of the standard. Messages repeat no other value of a file: people write names and remarks into free text.
     */
    public boolean defines(String value) {
        return terms.contains(value);
    }

    /** Returns the value in the form in which values are compared: without surrounding spaces, in upper case. */
    public static String normalised(String value) {
        return value.strip().toUpperCase(Locale.ROOT);
    }
}
