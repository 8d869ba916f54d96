package org.robustdx.inference.image.dicom;

import java.util.OptionalDouble;
import org.robustdx.inference.image.RefusedException;

/** Converts modality values to 0 to 255: the VOI functions of PS3.3, C.11.2.1.2 and C.11.2.1.3. */
sealed interface Window {
    /** Returns the display value of a modality value, 0 to 255, not rounded. */
    double apply(double value);

    /** {@code LINEAR}: the default, with the half-pixel shift of the standard. */
    record Linear(double center, double width) implements Window {
        @Override
        public double apply(double x) {
            double c = center - 0.5;
            double w = width - 1;
            if (x <= c - w / 2) {
                return 0;
            }
            return x > c + w / 2 ? 255 : ((x - c) / w + 0.5) * 255;
        }
    }

    /** {@code LINEAR_EXACT}. */
    record LinearExact(double center, double width) implements Window {
        @Override
        public double apply(double x) {
            if (x <= center - width / 2) {
                return 0;
            }
            return x > center + width / 2 ? 255 : ((x - center) / width + 0.5) * 255;
        }
    }

    /** {@code SIGMOID}. */
    record Sigmoid(double center, double width) implements Window {
        @Override
        public double apply(double x) {
            return 255 / (1 + Math.exp(-4 * (x - center) / width));
        }
    }

    /** A lookup table, where the file has one and no window. */
    record Table(LookupTable table) implements Window {
        @Override
        public double apply(double x) {
            return Math.min(255, table.look(x) * 255.0 / table.max());
        }
    }

    /** From the smallest to the largest value, where the file names no window. */
    record Range(double low, double high) implements Window {
        @Override
        public double apply(double x) {
            // Padding values lie outside; a flat image is black.
            double shown = high > low ? (x - low) / (high - low) * 255 : 0;
            return shown < 0 ? 0 : shown > 255 ? 255 : shown;
        }
    }

    /** Returns the first window of the file, or {@code otherwise} where it has none, or one of a width that the standard does not allow. */
    static Window of(DicomFile file, Window otherwise) throws RefusedException {
        OptionalDouble center = file.number(Tag.WINDOW_CENTER);
        OptionalDouble width = file.number(Tag.WINDOW_WIDTH);
        if (center.isEmpty() || width.isEmpty()) {
            return otherwise;
        }
        double c = center.getAsDouble();
        double w = width.getAsDouble();
        return switch (file.string(Tag.VOI_FUNCTION)) {
            case "SIGMOID" -> w > 0 ? new Sigmoid(c, w) : otherwise;
            case "LINEAR_EXACT" -> w > 0 ? new LinearExact(c, w) : otherwise;
            default -> w >= 1 ? new Linear(c, w) : otherwise;
        };
    }
}
