package org.robustdx.trainer.attack;

import java.util.Arrays;
import org.robustdx.trainer.common.Argmax;

/** The nearest misclassified image found for one image. While there is none, the point with the largest margin. */
final class Nearest {
    private final Norm norm;
    private final float[] clean;
    private final int label;
    private final double confidence;
    private final float[] slope;
    private float[] best;
    private boolean found;
    private double distance = Double.POSITIVE_INFINITY;
    private double closest = Double.NEGATIVE_INFINITY;

    /**
     * Creates an empty record.
     *
     * @param confidence minimum margin of a misclassified image
     */
    Nearest(Norm norm, Search search, int row, double confidence) {
        this.norm = norm;
        clean = search.clean(row);
        label = search.label(row);
        this.confidence = confidence;
        slope = new float[search.oracle().classes()];
        best = clean;
    }

    /** Returns an empty record for each of these images. */
    static Nearest[] of(Norm norm, Search search, int[] rows, double confidence) {
        return Arrays.stream(rows)
                .mapToObj(row -> new Nearest(norm, search, row, confidence))
                .toArray(Nearest[]::new);
    }

    /** Records a point and its logits. Returns whether it is misclassified. */
    boolean see(float[] x, float[] logits) {
        double margin = Losses.MARGIN.of(logits, label, 0, slope);
        boolean misclassified = margin >= confidence && Argmax.of(logits) != label;
        double itsDistance = misclassified ? norm.distance(x, clean) : Double.POSITIVE_INFINITY;
        if (misclassified ? itsDistance < distance : !found && margin > closest) {
            best = x.clone();
            distance = itsDistance;
            closest = margin;
        }
        found |= misclassified;
        return misclassified;
    }

    /** Submits the best points to the search. */
    static void submit(Search search, int[] rows, Nearest[] all) {
        search.submit(rows, Arrays.stream(all).map(one -> one.best.clone()).toArray(float[][]::new));
    }

    /** Returns the best point so far, not to be changed. */
    float[] best() {
        return best;
    }

    /** Returns the distance of the nearest misclassified image, or infinity if there is none. */
    double distance() {
        return distance;
    }
}
