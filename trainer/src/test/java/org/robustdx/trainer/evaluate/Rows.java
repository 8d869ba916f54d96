package org.robustdx.trainer.evaluate;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.robustdx.trainer.attack.ThreatModel;
import org.robustdx.trainer.report.Interval;

/** Parts of reports, made up. */
public final class Rows {
    private Rows() {}

    static Evidence.Measured clean(double accuracy, int n) {
        return measured(Condition.of(Condition.Kind.CLEAN, "clean"), accuracy, n);
    }

    static Evidence.Measured attack(String choice, double epsilon, double accuracy) {
        return measured(condition(Condition.Kind.ATTACK, choice, epsilon), accuracy, 200);
    }

    static Evidence.Measured check(String choice, double epsilon, double accuracy) {
        return measured(condition(Condition.Kind.CHECK, choice, epsilon), accuracy, 100);
    }

    static Condition condition(Condition.Kind kind, String choice, double epsilon) {
        return Condition.of(kind, AttackChoice.of(choice), List.of("steps=1"), epsilon);
    }

    static Evidence.Measured measured(Condition condition, double accuracy, int n) {
        return new Evidence.Measured(
                condition, row(condition, accuracy, n, 0.01, condition.epsilon() > 0 ? accuracy : null));
    }

    static Evidence.Measured flagged(Evidence.Measured measured, double share) {
        return new Evidence.Measured(
                measured.condition(), row(measured.condition(), measured.accuracy(), measured.n(), share, null));
    }

    static Evidence.Measured beforeRounding(Evidence.Measured measured, double accuracy) {
        return new Evidence.Measured(
                measured.condition(), row(measured.condition(), measured.accuracy(), measured.n(), 0.01, accuracy));
    }

    public static Report.Row row(Condition condition, double accuracy, int n) {
        return measured(condition, accuracy, n).row();
    }

    private static Report.Row row(
            Condition condition, double accuracy, int n, double flagged, @Nullable Double beforeRounding) {
        Interval interval = Interval.wilson((int) Math.round(accuracy * n), n);
        boolean attack = condition.epsilon() > 0;
        return new Report.Row(
                condition.kind(),
                condition.name(),
                List.of("steps=1"),
                condition.threatModel(),
                attack ? "L-inf" : "",
                attack ? condition.epsilon() : null,
                "test",
                1,
                n,
                accuracy,
                interval,
                accuracy,
                interval,
                0.95,
                flagged,
                beforeRounding,
                new Report.Quality(null, 1, 30.0, 0.9),
                1);
    }

    static Report.ImageSet images(String split, boolean isTrainingData, int attacked, Map<String, Integer> perClass) {
        return new Report.ImageSet(
                "phantoms", split, 1L, "abc", isTrainingData, 600, attacked, perClass, perClass, List.of());
    }

    public static Report.Detection detection(String detector, double auroc) {
        return new Report.Detection(
                detector,
                "pgd",
                ThreatModel.WHITE_BOX,
                4,
                "test",
                1,
                600,
                200,
                auroc,
                null,
                0,
                0.1,
                0.3,
                new double[][] {{0, 0.5, 1}, {0, 0.7, 1}});
    }
}
