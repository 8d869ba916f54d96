package org.robustdx.trainer.importer;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Resize and Upsample of images, as the linear map along each axis that they are. */
final class Resizing {
    private Resizing() {}

    static List<Tensor> resize(Call call) throws ImportException {
        Tensor x = call.in(0);
        long[] dims = call.dims(0);
        // Until operator set 10, coordinates are scaled from the corner.
        boolean early = call.opset() < 11;
        String mode = call.attributes().text("mode", "nearest");
        String coordinates =
                call.attributes().text("coordinate_transformation_mode", early ? "asymmetric" : "half_pixel");
        String rounding = call.attributes().text("nearest_mode", early ? "floor" : "round_prefer_floor");
        double[] scales = scales(call);
        long[] axes = call.attributes().list("axes");
        if (call.attributes().number("antialias", 0) != 0) {
            throw call.failure("antialias 1 (expected: 0)");
        }
        Tensor y = x;
        for (int axis = 0; axis < dims.length; axis++) {
            if (dims[axis] == x.size(axis)) {
                continue;
            }
            double scale = scale(call, scales, axes, axis, x.rank(), (double) dims[axis] / x.size(axis));
            double[][] matrix = new double[(int) x.size(axis)][(int) dims[axis]];
            for (int i = 0; i < dims[axis]; i++) {
                double at = at(call, coordinates, i, scale, x.size(axis), dims[axis]);
                fill(call, matrix, i, at, mode, rounding);
            }
            y = Axes.map(call, y, axis, matrix, null);
        }
        return List.of(y);
    }

    /** Returns the scales, or none if the sizes are given instead. */
    private static double[] scales(Call call) throws ImportException {
        var attribute = call.attributes().get("scales");
        if (attribute != null) {
            return attribute.getFloatsList().stream().mapToDouble(f -> f).toArray();
        }
        double[] scales = call.inputs() < 4 || !call.given(3) ? call.numbers(call.inputs() == 2 ? 1 : 2) : null;
        return scales == null ? new double[0] : scales;
    }

    private static double scale(
            Call call, double[] scales, long @Nullable [] axes, int axis, int rank, double otherwise)
            throws ImportException {
        for (int i = 0; i < scales.length; i++) {
            if (axis == (axes == null ? i : call.axis(axes[i], rank))) {
                return scales[i];
            }
        }
        return otherwise;
    }

    private static double at(Call call, String mode, int place, double scale, long before, long after)
            throws ImportException {
        return switch (mode) {
            case "half_pixel" -> (place + 0.5) / scale - 0.5;
            case "pytorch_half_pixel" -> after > 1 ? (place + 0.5) / scale - 0.5 : 0;
            case "align_corners" -> after > 1 ? (double) place * (before - 1) / (after - 1) : 0;
            case "asymmetric" -> place / scale;
            default ->
                throw call.failure("coordinate_transformation_mode " + mode
                        + " (expected: half_pixel, pytorch_half_pixel, align_corners or asymmetric)");
        };
    }

    private static void fill(Call call, double[][] matrix, int place, double at, String mode, String rounding)
            throws ImportException {
        int last = matrix.length - 1;
        if (mode.equals("nearest")) {
            double rounded =
                    switch (rounding) {
                        case "floor" -> Math.floor(at);
                        case "ceil" -> Math.ceil(at);
                        case "round_prefer_ceil" -> Math.floor(at + 0.5);
                        default -> Math.ceil(at - 0.5);
                    };
            matrix[(int) Math.max(0, Math.min(last, rounded))][place] = 1;
        } else if (mode.equals("linear") || mode.equals("bilinear")) {
            double inside = Math.max(0, Math.min(last, at));
            int below = (int) Math.floor(inside);
            int above = Math.min(last, below + 1);
            matrix[below][place] += 1 - (inside - below);
            matrix[above][place] += inside - below;
        } else {
            throw call.failure("mode " + mode + " (expected: nearest or linear)");
        }
    }
}
