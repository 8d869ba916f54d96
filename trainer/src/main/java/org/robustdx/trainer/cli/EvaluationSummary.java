package org.robustdx.trainer.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.robustdx.trainer.attack.ThreatModel;
import org.robustdx.trainer.common.Bounds;
import org.robustdx.trainer.evaluate.Flag;
import org.robustdx.trainer.evaluate.Grouping;
import org.robustdx.trainer.evaluate.PredictionSetResults;
import org.robustdx.trainer.evaluate.Proportion;
import org.robustdx.trainer.evaluate.Report;
import org.robustdx.trainer.evaluate.ScopeResults;
import org.robustdx.trainer.evaluate.SubgroupResults;
import org.robustdx.trainer.report.Interval;

/** The main results of an evaluation, as text and as JSON. */
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
        summary.put(
                "trusted_misclassified",
                report.verdicts().stream().map(EvaluationSummary::verdicts).toList());
        ScopeResults scope = report.scope();
        if (scope != null) {
            summary.put("scope", scope(scope));
        }
        PredictionSetResults sets = report.predictionSets();
        if (sets != null) {
            summary.put(
                    "prediction_sets",
                    sets.rows().stream()
                            .filter(row -> row.epsilon() == null && row.site() == null)
                            .map(EvaluationSummary::coverage)
                            .toList());
        }
        if (!report.images().sites().isEmpty()) {
            summary.put(
                    "sites",
                    bySite(report).stream().map(EvaluationSummary::site).toList());
        }
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

    private static Map<String, Object> verdicts(Report.Verdicts row) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("condition", row.condition());
        map.put("threat_model", row.threatModel().toString());
        map.put("epsilon", row.epsilon());
        map.put("n", row.n());
        map.put("share", row.trustedMisclassified());
        map.put("share_95", pair(row.trustedMisclassified95()));
        return map;
    }

    private static Map<String, Object> scope(ScopeResults scope) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("n", scope.n());
        map.put("false_alarm_rate", scope.falseAlarmRate());
        map.put("false_alarms", scope.falseAlarms());
        map.put("false_alarms_95", pair(scope.falseAlarms95()));
        map.put("either_alarm", scope.eitherAlarm());
        map.put("either_alarm_95", pair(scope.eitherAlarm95()));
        Map<String, Object> sets = new LinkedHashMap<>();
        for (ScopeResults.OfSet set : scope.sets()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("n", set.n());
            one.put("auroc", set.auroc());
            one.put("auroc_95", pair(set.auroc95()));
            one.put("caught", set.caught());
            one.put("caught_95", pair(set.caught95()));
            sets.put(set.name(), one);
        }
        map.put("sets", sets);
        return map;
    }

    private static Map<String, Object> coverage(PredictionSetResults.Coverage row) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("class", row.className());
        map.put("n", row.covered().n());
        map.put("covered", row.covered().share());
        map.put("mean_size", row.meanSize());
        return map;
    }

    private static Map<String, Object> site(SubgroupResults.Group site) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", site.name());
        map.put("n", site.n());
        map.put("accuracy", site.accuracy().share());
        map.put("balanced_accuracy", site.balancedAccuracy());
        map.put("balanced_accuracy_95", pair(site.balancedAccuracy95()));
        map.put("auroc", site.auroc());
        map.put("flagged", site.falseAlarms().share());
        Proportion outOfScope = site.outOfScope();
        map.put("out_of_scope", outOfScope == null ? null : outOfScope.share());
        return map;
    }

    private static List<SubgroupResults.Group> bySite(Report report) {
        return report.subgroups().stream()
                .filter(by -> by.attribute().equals(Grouping.SITE))
                .flatMap(by -> by.groups().stream())
                .toList();
    }

    private static List<Double> pair(Interval interval) {
        return List.of(interval.low(), interval.high());
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
        for (Report.Verdicts row : report.verdicts()) {
            if (row.threatModel() == ThreatModel.ADAPTIVE && row.epsilon() != null) {
                out.printf(
                        Locale.ROOT,
                        "%s L-inf %s/255: %.1f %% [%.1f, %.1f] misclassified and trusted (n = %d)%n",
                        row.condition(),
                        Bounds.show(row.epsilon()),
                        100 * row.trustedMisclassified(),
                        100 * row.trustedMisclassified95().low(),
                        100 * row.trustedMisclassified95().high(),
                        row.n());
            }
        }
        bySite(report).forEach(site -> printSite(out, site));
        printSets(out, report);
        printScope(out, report.scope());
        report.flags().forEach(flag -> out.println("flag " + flag.id() + ": " + flag.message()));
        out.println("written: " + dir.resolve("report.html") + ", report.json");
    }

    private static void printSite(PrintWriter out, SubgroupResults.Group site) {
        Proportion outOfScope = site.outOfScope();
        out.printf(
                Locale.ROOT,
                "site %s: balanced accuracy %.1f %% [%.1f, %.1f]%s, flagged %s%s (n = %d)%n",
                site.name(),
                100 * site.balancedAccuracy(),
                100 * site.balancedAccuracy95().low(),
                100 * site.balancedAccuracy95().high(),
                site.auroc() == null ? "" : String.format(Locale.ROOT, ", AUROC %.3f", site.auroc()),
                percent(site.falseAlarms()),
                outOfScope == null ? "" : ", out of scope " + percent(outOfScope),
                site.n());
    }

    private static void printSets(PrintWriter out, Report report) {
        PredictionSetResults sets = report.predictionSets();
        if (sets == null) {
            out.println("prediction sets: none in this model");
            return;
        }
        String classes = sets.rows().stream()
                .filter(row -> row.epsilon() == null && row.site() == null && row.className() != null)
                .map(row -> row.className() + " " + percent(row.covered()) + " (n = "
                        + row.covered().n() + ")")
                .collect(Collectors.joining(", "));
        out.printf(
                Locale.ROOT,
                "prediction sets for %.0f %%, clean: %s; mean size %.2f%n",
                100 * sets.coverage(),
                classes,
                sets.rows().get(0).meanSize());
    }

    private static void printScope(PrintWriter out, @Nullable ScopeResults scope) {
        if (scope == null) {
            out.println("images out of scope: not recognised, as this model has no scope detectors");
            return;
        }
        out.printf(
                Locale.ROOT,
                "images of the model's own kind: %.1f %% [%.1f, %.1f] out of scope, %.1f %% [%.1f, %.1f] with at least"
                        + " one alarm (n = %d)%n",
                100 * scope.falseAlarms(),
                100 * scope.falseAlarms95().low(),
                100 * scope.falseAlarms95().high(),
                100 * scope.eitherAlarm(),
                100 * scope.eitherAlarm95().low(),
                100 * scope.eitherAlarm95().high(),
                scope.n());
        for (ScopeResults.OfSet set : scope.sets()) {
            out.printf(
                    Locale.ROOT,
                    "out of scope, %-18s caught %5.1f %% [%.1f, %.1f], AUROC %.3f [%.3f, %.3f] (n = %d)%n",
                    set.name() + ":",
                    100 * set.caught(),
                    100 * set.caught95().low(),
                    100 * set.caught95().high(),
                    set.auroc(),
                    set.auroc95().low(),
                    set.auroc95().high(),
                    set.n());
        }
    }

    private static String percent(Proportion proportion) {
        Double share = proportion.share();
        return share == null
                ? "–"
                : String.format(
                        Locale.ROOT,
                        "%.1f %% [%.1f, %.1f]",
                        100 * share,
                        100 * proportion.interval95().low(),
                        100 * proportion.interval95().high());
    }
}
