package org.robustdx.trainer.evaluate;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Parts of reports, made up. */
public final class Rows {
    private Rows() {}

    public static Report.Row attack(String name, ThreatModel threat, double epsilon, double accuracy) {
        return row("attack", name, threat, epsilon, accuracy, 200);
    }

    static Report.Row check(String name, double epsilon, double accuracy) {
        return row("check", name, ThreatModel.WHITE_BOX, epsilon, accuracy, 100);
    }

    public static Report.Row row(
            String kind, String name, ThreatModel threat, @Nullable Double epsilon, double accuracy, int n) {
        int right = (int) Math.round(accuracy * n);
        Interval interval = Interval.wilson(right, n);
        return new Report.Row(
                kind,
                name,
                List.of("steps=1"),
                threat.toString(),
                epsilon == null ? "" : "L-inf",
                epsilon,
                "test",
                1,
                n,
                accuracy,
                interval,
                accuracy,
                interval,
                0.95,
                0.01,
                epsilon == null ? null : accuracy,
                new Report.Quality(null, 1, 30.0, 0.9),
                1);
    }

    static Report.Row flagged(Report.Row row, double share) {
        return new Report.Row(
                row.kind(),
                row.name(),
                row.options(),
                row.threatModel(),
                row.norm(),
                row.epsilon(),
                row.split(),
                row.seed(),
                row.n(),
                row.accuracy(),
                row.accuracy95(),
                row.balancedAccuracy(),
                row.balancedAccuracy95(),
                row.cleanAccuracy(),
                share,
                row.accuracyBeforeRounding(),
                row.quality(),
                row.seconds());
    }

    static Report.Row beforeRounding(Report.Row row, double accuracy) {
        return new Report.Row(
                row.kind(),
                row.name(),
                row.options(),
                row.threatModel(),
                row.norm(),
                row.epsilon(),
                row.split(),
                row.seed(),
                row.n(),
                row.accuracy(),
                row.accuracy95(),
                row.balancedAccuracy(),
                row.balancedAccuracy95(),
                row.cleanAccuracy(),
                row.flagged(),
                accuracy,
                row.quality(),
                row.seconds());
    }

    static Report.ImageSet images(String split, boolean isTrainingData, int attacked, Map<String, Integer> perClass) {
        return new Report.ImageSet("phantoms", split, 1L, "abc", isTrainingData, 600, attacked, perClass, perClass);
    }

    public static Report.Detection detection(String detector, double auroc) {
        return new Report.Detection(
                detector, "pgd", "white-box", 4, "test", 1, 600, 200, auroc, null, 0, 0.1, 0.3, new double[][] {
                    {0, 0.5, 1}, {0, 0.7, 1}
                });
    }
}
