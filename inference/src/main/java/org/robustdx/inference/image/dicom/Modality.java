package org.robustdx.inference.image.dicom;

import org.robustdx.inference.image.DecodeResult.Reason;
import org.robustdx.inference.image.RefusedException;

/** Converts stored values to modality values, such as Hounsfield units (PS3.3, C.11.1). */
sealed interface Modality {
    double apply(long stored);

    /** Whether modality values can be negative. */
    boolean signed();

    /** Slope and intercept. */
    record Rescale(double slope, double intercept, boolean signed) implements Modality {
        @Override
        public double apply(long stored) {
            return stored * slope + intercept;
        }
    }

    /** A lookup table. */
    record Table(LookupTable table) implements Modality {
        @Override
        public double apply(long stored) {
            return table.look((double) stored);
        }

        @Override
        public boolean signed() {
            return false;
        }
    }

    /** Returns the transform of a file: its lookup table, or its slope and intercept, which change nothing where they are missing. */
    static Modality of(DicomFile file, boolean signed) throws RefusedException {
        if (!file.table(Tag.MODALITY_LUT).isEmpty()) {
            return new Table(LookupTable.of(file, Tag.MODALITY_LUT, signed));
        }
        double slope = file.number(Tag.RESCALE_SLOPE).orElse(1);
        double intercept = file.number(Tag.RESCALE_INTERCEPT).orElse(0);
        if (slope == 0) {
            throw new RefusedException(Reason.CORRUPT, "rescale slope (0028,1053) is 0");
        }
        return new Rescale(slope, intercept, signed || intercept < 0);
    }
}
