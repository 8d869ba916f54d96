package org.robustdx.trainer.evaluate;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.robustdx.trainer.attack.ThreatModel;
import org.robustdx.trainer.modelfile.Build;
import org.robustdx.trainer.modelfile.JudgedModel;

/** Builds the report of an evaluation from its findings. */
public final class ReportBuilder {
    private final Settings settings;
    private final Findings findings;
    private final WorstCases worstCases;
    private final int classes;

    private ReportBuilder(JudgedModel model, Selection selection, Settings settings, Findings findings) {
        this.settings = settings;
        this.findings = findings;
        this.classes = model.metadata().classes().size();
        this.worstCases = new WorstCases(selection, settings, findings, classes);
    }

    /**
     * Returns the report.
     *
     * @param fromCheckpoint whether the network was built from a checkpoint rather than from the exported file
     * @param origin short name of the origin of the images
     * @param groupings attributes for the tables of subgroups; the site is always added if there are several
     * @param positive the classes that sensitivity counts as positive; may be empty
     */
    public static Report of(
            JudgedModel model,
            boolean fromCheckpoint,
            List<JudgedModel> sources,
            Selection selection,
            String origin,
            Settings settings,
            Findings findings,
            List<Grouping> groupings,
            List<String> positive) {
        ReportBuilder builder = new ReportBuilder(model, selection, settings, findings);
        List<Report.Row> rows = ConditionRows.of(selection, settings.seed(), findings, builder.classes);
        Report.ImageSet images = Subject.images(selection, origin);
        List<Report.Detection> detections =
                DetectionRows.of(model.metadata().detectors(), selection, settings.seed(), findings);
        Report.@Nullable ShiftSummary shifts = shifts(rows);
        double rate = model.metadata().calibration().falseAlarmRate();
        List<Report.Verdicts> verdicts = VerdictRows.of(model.metadata(), selection, settings.seed(), findings);
        @Nullable ScopeResults scope = ScopeRows.of(model.metadata(), selection, settings.seed(), findings);
        @Nullable PredictionSetResults sets = CoverageRows.of(model.metadata(), selection, settings.seed(), findings);
        List<Grouping> all = new ArrayList<>(groupings);
        if (selection.hasSites()) {
            all.add(0, Grouping.ofSites(selection.images()));
        }
        List<SubgroupResults> subgroups =
                SubgroupRows.of(model.metadata(), findings.clean(), all, positive, settings.seed());
        Evidence evidence = new Evidence(
                builder.measured(rows),
                findings.checks(),
                images,
                builder.classes,
                rate,
                detections,
                scope,
                sets,
                subgroups,
                shifts);
        return new Report(
                Report.FORMAT,
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                "robustdx " + Build.version(),
                Build.revision(),
                Subject.model(model, fromCheckpoint, sources),
                images,
                settings.seed(),
                rows,
                builder.worstCases.rows(),
                builder.confusions(),
                builder.reliabilities(),
                detections,
                verdicts,
                scope,
                sets,
                subgroups,
                shifts,
                findings.checks(),
                FlagRule.raised(evidence));
    }

    /** Returns the rows with the conditions that they are of. */
    private List<Evidence.Measured> measured(List<Report.Row> rows) {
        List<Condition> conditions = List.copyOf(findings.observed().keySet());
        return IntStream.range(0, rows.size())
                .mapToObj(i -> new Evidence.Measured(conditions.get(i), rows.get(i)))
                .toList();
    }

    private List<Report.Confusion> confusions() {
        List<Report.Confusion> confusions = new ArrayList<>();
        confusions.add(new Report.Confusion(
                "clean",
                ThreatModel.NONE,
                null,
                findings.clean().n(),
                findings.clean().metrics(classes).confusion()));
        worstCases
                .whiteBoxAt(settings.middleEpsilon())
                .ifPresent(worst -> confusions.add(new Report.Confusion(
                        "worst white-box attack",
                        ThreatModel.WHITE_BOX,
                        settings.middleEpsilon(),
                        worst.n(),
                        worst.metrics(classes).confusion())));
        return confusions;
    }

    private List<ReliabilityResults> reliabilities() {
        List<ReliabilityResults> reliabilities = new ArrayList<>();
        reliabilities.add(Calibrated.of("clean", ThreatModel.NONE, null, findings.clean()));
        findings.strongest(settings.middleEpsilon(), ThreatModel.WHITE_BOX)
                .ifPresent(
                        c -> reliabilities.add(Calibrated.of(c.name(), c.threatModel(), c.epsilon(), findings.in(c))));
        return reliabilities;
    }

    private static Report.@Nullable ShiftSummary shifts(List<Report.Row> rows) {
        double clean = rows.get(0).balancedAccuracy();
        return rows.stream()
                .filter(row -> row.kind() == Condition.Kind.SHIFT)
                .min(Comparator.comparingDouble(Report.Row::balancedAccuracy))
                .map(worst -> new Report.ShiftSummary(
                        clean, worst.name(), worst.balancedAccuracy(), 100 * (clean - worst.balancedAccuracy())))
                .orElse(null);
    }
}
