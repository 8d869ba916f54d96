package org.robustdx.trainer.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.robustdx.trainer.report.RocCurve;

/** Measures how well each detector distinguishes attacked images from clean ones. */
final class DetectionRows {
    private static final int ROC_POINTS = 120;

    private DetectionRows() {}

    /** Returns one row for each attack, ε and detector. */
    static List<Report.Detection> of(List<String> detectors, Selection selection, long seed, Findings findings) {
        List<Report.Detection> rows = new ArrayList<>();
        for (Condition condition : findings.of(Condition.Kind.ATTACK)) {
            for (int d = 0; d < detectors.size(); d++) {
                rows.add(row(condition, detectors.get(d), d, selection, seed, findings));
            }
        }
        return rows;
    }

    private static Report.Detection row(
            Condition condition, String name, int detector, Selection selection, long seed, Findings findings) {
        Observed attacked = findings.in(condition);
        double[] clean = findings.clean().scoresOf(detector);
        double[] scores = attacked.scoresOf(detector);
        double[] ofSuccessful = IntStream.range(0, scores.length)
                .filter(i -> findings.attackedClean().right(i) && !attacked.right(i))
                .mapToDouble(i -> scores[i])
                .toArray();
        RocCurve roc = RocCurve.of(clean, scores);
        return new Report.Detection(
                name,
                condition.name(),
                condition.threatModel(),
                condition.epsilon(),
                selection.split(),
                seed,
                clean.length,
                scores.length,
                roc.area(),
                ofSuccessful.length == 0
                        ? null
                        : RocCurve.of(clean, ofSuccessful).area(),
                ofSuccessful.length,
                roc.detectionAt(0.01),
                roc.detectionAt(0.05),
                thinned(roc));
    }

    /** Returns at most {@link #ROC_POINTS} points of the curve, including its ends. */
    private static double[][] thinned(RocCurve roc) {
        double[] x = roc.falseAlarms();
        double[] y = roc.detections();
        int[] kept = IntStream.range(0, x.length)
                .filter(i -> i == x.length - 1
                        || (long) i * ROC_POINTS / x.length != (long) (i - 1) * ROC_POINTS / x.length
                        || i == 0)
                .toArray();
        double[][] points = new double[2][kept.length];
        for (int i = 0; i < kept.length; i++) {
            points[0][i] = x[kept[i]];
            points[1][i] = y[kept[i]];
        }
        return points;
    }
}
