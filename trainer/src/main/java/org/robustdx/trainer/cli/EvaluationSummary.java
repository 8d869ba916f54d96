package org.robustdx.trainer.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.robustdx.trainer.common.Bounds;
import org.robustdx.trainer.evaluate.Flag;
import org.robustdx.trainer.evaluate.Report;

/** What an evaluation came to, in a few lines. */
final class EvaluationSummary {
    private EvaluationSummary() {}

    static Map<String, Object> of(Report report, Path dir) {
        Report.Row clean = report.rows().get(0);
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("report", dir.resolve("report.html").toString());
        summary.put("model_sha256", report.model().sha256());
        summary.put("split", report.images().split());
        summary.put("seed", report.seed());
        summary.put("images", clean.n());
        summary.put("attacked_images", report.images().attacked());
        summary.put("clean_accuracy", clean.accuracy());
        summary.put("clean_balanced_accuracy", clean.balancedAccuracy());
        summary.put("clean_flagged", clean.flagged());
        summary.put(
                "worst_cases",
                report.worstCases().stream().map(EvaluationSummary::worstCase).toList());
        if (report.shifts() != null) {
            summary.put("worst_shift", report.shifts().worst());
            summary.put("worst_shift_drop_points", report.shifts().worstDropPoints());
        }
        summary.put("flags", report.flags().stream().map(Flag::id).toList());
        return summary;
    }

    private static Map<String, Object> worstCase(Report.WorstCase worst) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("threat_model", worst.threatModel().toString());
        map.put("norm", "L-inf");
        map.put("epsilon", worst.epsilon());
        map.put("n", worst.n());
        map.put("accuracy", worst.accuracy());
        map.put(
                "accuracy_95",
                List.of(worst.accuracy95().low(), worst.accuracy95().high()));
        map.put("balanced_accuracy", worst.balancedAccuracy());
        map.put(
                "balanced_accuracy_95",
                List.of(
                        worst.balancedAccuracy95().low(),
                        worst.balancedAccuracy95().high()));
        return map;
    }

    static void print(PrintWriter out, Report report, Path dir) {
        Report.Row clean = report.rows().get(0);
        out.printf(
                Locale.ROOT,
                "clean: accuracy %.1f %% [%.1f, %.1f], balanced %.1f %% (%s split, n = %d)%n",
                100 * clean.accuracy(),
                100 * clean.accuracy95().low(),
                100 * clean.accuracy95().high(),
                100 * clean.balancedAccuracy(),
                report.images().split(),
                clean.n());
        for (Report.WorstCase worst : report.worstCases()) {
            out.printf(
                    Locale.ROOT,
                    "%-10s L-inf %4s/255, worst of %d: accuracy %5.1f %% [%.1f, %.1f], balanced %5.1f %% (n = %d)%n",
                    worst.threatModel(),
                    Bounds.show(worst.epsilon()),
                    worst.attacks().size(),
                    100 * worst.accuracy(),
                    100 * worst.accuracy95().low(),
                    100 * worst.accuracy95().high(),
                    100 * worst.balancedAccuracy(),
                    worst.n());
        }
        if (report.shifts() != null) {
            out.printf(
                    Locale.ROOT,
                    "worst shift: %s, %.1f points of balanced accuracy%n",
                    report.shifts().worst(),
                    report.shifts().worstDropPoints());
        }
        report.flags().forEach(flag -> out.println("flag " + flag.id() + ": " + flag.message()));
        out.println("written: " + dir.resolve("report.html") + ", report.json");
    }
}
