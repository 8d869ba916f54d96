package org.robustdx.trainer.evaluate;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.robustdx.trainer.attack.ThreatModel;
import org.robustdx.trainer.common.Argmax;
import org.robustdx.trainer.data.Dataset;
import org.robustdx.trainer.modelfile.Build;
import org.robustdx.trainer.modelfile.JudgedModel;
import org.robustdx.trainer.report.Interval;
import org.robustdx.trainer.train.Metrics;

/** Builds the report of an evaluation from its findings. */
public final class ReportBuilder {
    private final JudgedModel model;
    private final Selection selection;
    private final Settings settings;
    private final Findings findings;
    private final int classes;

    private ReportBuilder(JudgedModel model, Selection selection, Settings settings, Findings findings) {
        this.model = model;
        this.selection = selection;
        this.settings = settings;
        this.findings = findings;
        this.classes = model.metadata().classes().size();
    }

    /**
     * Returns the report.
     *
     * @param fromCheckpoint whether the network was built from a checkpoint rather than from the exported file
     * @param origin of the images, in a word or two
     * @param groupings attributes to judge by; the site is judged without being among them
     * @param positive the classes that sensitivity is about; may be empty
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
        List<Report.Row> rows = builder.rows();
        Report.ImageSet images = builder.images(origin);
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
                builder.model(fromCheckpoint, sources, rate),
                images,
                settings.seed(),
                rows,
                builder.worstCases(),
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

    private Report.Model model(boolean fromCheckpoint, List<JudgedModel> sources, double falseAlarmRate) {
        var metadata = model.metadata();
        Map<String, String> others = new LinkedHashMap<>();
        for (int i = 0; i < sources.size(); i++) {
            JudgedModel source = sources.get(i);
            others.put(
                    source.network().architecture() + " " + (i + 1),
                    source.served().sha256());
        }
        return new Report.Model(
                String.valueOf(model.file().getFileName()),
                model.served().sha256(),
                fromCheckpoint ? "checkpoint" : "file",
                metadata.task(),
                metadata.classes(),
                List.of(metadata.height(), metadata.width(), metadata.channels()),
                model.network().architecture(),
                model.network().parameters().count(),
                metadata.detectors(),
                falseAlarmRate,
                metadata.properties().getOrDefault("producer", "") + " "
                        + metadata.properties().getOrDefault("git_revision", ""),
                metadata.properties().getOrDefault("data_digest", ""),
                others);
    }

    private Report.ImageSet images(String origin) {
        return new Report.ImageSet(
                origin,
                selection.split(),
                selection.splitSeed(),
                selection.digest(),
                selection.sameData(),
                selection.images().size(),
                selection.attacked().size(),
                perClass(selection.images()),
                perClass(selection.attacked()),
                selection.hasSites() ? sites() : List.of());
    }

    private List<Report.Site> sites() {
        List<Report.Site> sites = new ArrayList<>();
        for (Selection.Site site : selection.sites()) {
            Dataset own = selection.images().ofSite(site.name());
            sites.add(new Report.Site(
                    site.name(),
                    site.part().toString(),
                    site.splitSeed(),
                    site.digest(),
                    site.trainedOn(),
                    own.size(),
                    perClass(own)));
        }
        return sites;
    }

    private static Map<String, Integer> perClass(Dataset images) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        int[] perClass = images.classCounts();
        for (int k = 0; k < perClass.length; k++) {
            counts.put(images.classes().get(k), perClass[k]);
        }
        return counts;
    }

    /** Returns the rows with the conditions that they are of. */
    private List<Evidence.Measured> measured(List<Report.Row> rows) {
        List<Condition> conditions = List.copyOf(findings.observed().keySet());
        return IntStream.range(0, rows.size())
                .mapToObj(i -> new Evidence.Measured(conditions.get(i), rows.get(i)))
                .toList();
    }

    private List<Report.Row> rows() {
        List<Report.Row> rows = new ArrayList<>();
        findings.observed().forEach((condition, observed) -> rows.add(row(condition, observed)));
        return rows;
    }

    private Report.Row row(Condition condition, Observed observed) {
        Metrics metrics = observed.metrics(classes);
        int n = observed.n();
        boolean attack = condition.epsilon() > 0;
        Observed before = attack ? findings.attackedClean() : findings.clean();
        // Checks are of a part of the sample: their clean accuracy is that of the sample.
        return new Report.Row(
                condition.kind(),
                condition.name(),
                condition.options(),
                condition.threatModel(),
                attack ? "L-inf" : "",
                attack ? condition.epsilon() : null,
                selection.split(),
                settings.seed(),
                n,
                metrics.accuracy(),
                Interval.wilson(observed.right(), n),
                metrics.balancedAccuracy(),
                Interval.ofBalanced(metrics.confusion(), settings.seed()),
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

    private List<Report.WorstCase> worstCases() {
        List<Report.WorstCase> worst = new ArrayList<>();
        List<Condition> attacks = findings.of(Condition.Kind.ATTACK);
        for (double epsilon : settings.epsilons()) {
            List<Condition> within =
                    attacks.stream().filter(c -> c.epsilon() == epsilon).toList();
            for (ThreatModel threat : ThreatModel.values()) {
                List<Condition> ofThreat =
                        within.stream().filter(c -> c.threatModel() == threat).toList();
                if (!ofThreat.isEmpty()) {
                    worst.add(worstCase(threat, epsilon, ofThreat));
                }
            }
            if (!within.isEmpty()) {
                worst.add(worstCase(ThreatModel.ANY, epsilon, within));
            }
        }
        return worst;
    }

    private Report.WorstCase worstCase(ThreatModel threatModel, double epsilon, List<Condition> attacks) {
        Metrics metrics = worst(attacks).metrics(classes);
        int right = (int) Math.round(metrics.accuracy() * metrics.n());
        return new Report.WorstCase(
                threatModel,
                epsilon,
                attacks.stream().map(Condition::name).toList(),
                selection.split(),
                settings.seed(),
                metrics.n(),
                metrics.accuracy(),
                Interval.wilson(right, metrics.n()),
                metrics.balancedAccuracy(),
                Interval.ofBalanced(metrics.confusion(), settings.seed()));
    }

    /** For each image, the logits under the first attack that succeeds. */
    private Observed worst(List<Condition> attacks) {
        Observed worst = findings.in(attacks.get(0));
        float[][] logits = worst.logits().clone();
        for (Condition condition : attacks) {
            Observed observed = findings.in(condition);
            for (int i = 0; i < logits.length; i++) {
                if (Argmax.of(logits[i]) == worst.labels()[i]) {
                    logits[i] = observed.logits()[i];
                }
            }
        }
        return new Observed(
                worst.labels(),
                logits,
                worst.probabilities(),
                worst.scores(),
                worst.flagged(),
                null,
                worst.quality(),
                List.of(),
                0);
    }

    private List<Report.Confusion> confusions() {
        List<Report.Confusion> confusions = new ArrayList<>();
        confusions.add(new Report.Confusion(
                "clean",
                ThreatModel.NONE,
                null,
                findings.clean().n(),
                findings.clean().metrics(classes).confusion()));
        whiteBoxAt(settings.middleEpsilon())
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
        strongest(settings.middleEpsilon(), ThreatModel.WHITE_BOX)
                .ifPresent(
                        c -> reliabilities.add(Calibrated.of(c.name(), c.threatModel(), c.epsilon(), findings.in(c))));
        return reliabilities;
    }

    private Optional<Observed> whiteBoxAt(double epsilon) {
        List<Condition> attacks = findings.of(Condition.Kind.ATTACK).stream()
                .filter(c -> c.epsilon() == epsilon && c.threatModel() == ThreatModel.WHITE_BOX)
                .toList();
        return attacks.isEmpty() ? Optional.empty() : Optional.of(worst(attacks));
    }

    private Optional<Condition> strongest(double epsilon, ThreatModel threat) {
        return strongest(findings, epsilon, threat);
    }

    /** Returns the attack of that ε and threat model under which the fewest images are classified correctly, if there is one. */
    public static Optional<Condition> strongest(Findings findings, double epsilon, ThreatModel threat) {
        return findings.of(Condition.Kind.ATTACK).stream()
                .filter(c -> c.epsilon() == epsilon && c.threatModel() == threat)
                .min(Comparator.comparingInt(c -> findings.in(c).right()));
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
