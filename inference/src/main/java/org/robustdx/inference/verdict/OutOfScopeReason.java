package org.robustdx.inference.verdict;

import org.robustdx.inference.image.DicomAttribute;

/** Why an image is {@link Verdict#OUT_OF_SCOPE}. Messages, headers, metrics and results name the constants. */
public enum OutOfScopeReason {
    /** The scope detectors find it unlike the images that the model was trained on. */
    UNFAMILIAR,
    /** It comes from another type of device. */
    MODALITY,
    /** It shows another part of the body. */
    BODY_PART,
    /** It is another projection. */
    VIEW_POSITION,
    /** Its samples mean something else, such as colours. */
    PHOTOMETRIC_INTERPRETATION;

    static OutOfScopeReason of(DicomAttribute attribute) {
        return switch (attribute) {
            case MODALITY -> MODALITY;
            case BODY_PART -> BODY_PART;
            case VIEW_POSITION -> VIEW_POSITION;
            case PHOTOMETRIC_INTERPRETATION -> PHOTOMETRIC_INTERPRETATION;
        };
    }
}
