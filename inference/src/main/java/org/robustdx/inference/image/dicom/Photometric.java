package org.robustdx.inference.image.dicom;

import org.robustdx.inference.image.DecodeResult.Reason;
import org.robustdx.inference.image.RefusedException;

/** The meaning of the samples of a pixel (PS3.3, C.7.6.3.1.2). */
enum Photometric {
    MONOCHROME1("MONOCHROME1", 1),
    MONOCHROME2("MONOCHROME2", 1),
    PALETTE_COLOR("PALETTE COLOR", 1),
    RGB("RGB", 3),
    YBR_FULL("YBR_FULL", 3),
    YBR_FULL_422("YBR_FULL_422", 3),
    YBR_ICT("YBR_ICT", 3),
    YBR_RCT("YBR_RCT", 3);

    private final String term;
    private final int samples;

    Photometric(String term, int samples) {
        this.term = term;
        this.samples = samples;
    }

    String term() {
        return term;
    }

    int samples() {
        return samples;
    }

    static Photometric of(String term) throws RefusedException {
        for (Photometric photometric : values()) {
            if (photometric.term.equals(term)) {
                return photometric;
            }
        }
        if (term.isEmpty()) {
            throw new RefusedException(Reason.CORRUPT, "photometric interpretation (0028,0004) is missing");
        }
        // Only a defined-term-like word is repeated: what stands there may be anything.
        String shown = term.matches("[A-Z][A-Z0-9_ ]{0,15}") ? " " + term : "";
        throw new RefusedException(Reason.UNSUPPORTED, "photometric interpretation" + shown + " is not supported");
    }
}
