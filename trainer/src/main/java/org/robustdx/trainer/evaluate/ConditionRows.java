package org.robustdx.trainer.evaluate;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.robustdx.trainer.report.Interval;
import org.robustdx.trainer.train.Metrics;

/** Accuracy and image quality in each condition, as rows of the report. */
final class ConditionRows {
    private ConditionRows() {}

    /**
     * Returns one row for each condition, in the order in which they were observed.
     *
     * @param classes number of classes of the model
     */
    static List<Report.Row> of(Selection selection, long seed, Findings findings, int classes) {
        List<Report.Row> rows = new ArrayList<>();
        findings.observed()
                .forEach((condition, observed) ->
                        rows.add(row(condition, observed, selection, seed, findings, classes)));
        return rows;
    }

    private static Report.Row row(
            Condition condition, Observed observed, Selection selection, long seed, Findings findings, int classes) {
        Metrics metrics = observed.metrics(classes);
        int n = observed.n();
        boolean attack = condition.epsilon() > 0;
        Observed before = attack ? findings.attackedClean() : findings.clean();
        // A check runs on a part of the sample, and is compared with the clean accuracy of the whole sample.
        return new Report.Row(
                condition.kind(),
                condition.name(),
                condition.options(),
                condition.threatModel(),
                attack ? "L-inf" : "",
                attack ? condition.epsilon() : null,
                selection.split(),
                seed,
                n,
                metrics.accuracy(),
                Interval.wilson(observed.right(), n),
                metrics.balancedAccuracy(),
                Interval.ofBalanced(metrics.confusion(), seed),
                (double) before.right() / before.n(),
                (double) observed.flaggedCount() / n,
                share(observed.rightBeforeRounding(), n),
                quality(observed.quality()),
                observed.seconds());
    }

    private static @Nullable Double share(@Nullable Integer count, int n) {
        return count == null ? null : (double) count / n;
    }

    private static Report.@Nullable Quality quality(Observed.@Nullable Quality quality) {
        return quality == null
                ? null
                : new Report.Quality(
                        psnr(quality.inputMse()),
                        quality.inputSsim(),
                        psnr(quality.denoisedMse()),
                        quality.denoisedSsim());
    }

    private static @Nullable Double psnr(double meanSquaredError) {
        return meanSquaredError > 0 ? ImageQuality.psnr(meanSquaredError) : null;
    }
}
