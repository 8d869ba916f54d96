package org.robustdx.trainer.evaluate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.robustdx.inference.image.Raster;
import org.robustdx.trainer.attack.ThreatModel;
import org.robustdx.trainer.data.Dataset;
import org.robustdx.trainer.evaluate.sets.OutOfScopeSet;
import org.robustdx.trainer.report.Interval;

/** A small report with the findings that it is of, made up. */
public final class Reports {
    private static final Condition ATTACK = Rows.condition(Condition.Kind.ATTACK, "pgd", 4);

    private Reports() {}

    /** Returns findings of two images, the second of which the attack turns. */
    public static Findings findings() {
        Observed clean = observed(new float[][] {{2, 0}, {0, 2}}, 10);
        Map<Condition, Observed> observed = new LinkedHashMap<>();
        observed.put(Condition.of(Condition.Kind.CLEAN, "clean"), clean);
        observed.put(ATTACK, observed(new float[][] {{2, 0}, {1, 0}}, 14));
        Dataset images = Judgeds.images(2, "");
        OutOfScopeSet missed = new OutOfScopeSet(
                "negative", "levels inverted", OutOfScopeSet.Origin.CHANGED, images, image -> image, 0);
        return new Findings(
                observed,
                clean,
                new SelfChecks(2, 0, 0, 1e-6),
                List.of(new Findings.OutOfScope(missed, clean, new int[] {1})));
    }

    private static Observed observed(float[][] logits, int level) {
        byte[] png = new Raster(2, 2, 1, new byte[] {(byte) level, 20, 30, 40}).toPng();
        return new Observed(
                new int[] {0, 1},
                logits,
                new float[][] {{0.9f, 0.1f}, {0.1f, 0.9f}},
                new float[][] {{0.1f}, {0.2f}},
                new boolean[] {false, true},
                null,
                new Observed.Quality(0, 0.01, 1, 0.9),
                List.of(new Observed.Exhibit(0, png, png, logits[0]), new Observed.Exhibit(1, png, png, logits[1])),
                1);
    }

    private static ScopeResults scope() {
        Interval interval = Interval.wilson(1, 2);
        return new ScopeResults(
                List.of("scope"),
                0.01,
                false,
                "test",
                1,
                2,
                0.5,
                interval,
                0.5,
                interval,
                List.of(new ScopeResults.OfSet(
                        "negative",
                        "levels inverted",
                        OutOfScopeSet.Origin.CHANGED,
                        2,
                        0,
                        0.75,
                        Interval.ofAuroc(0.75, 2, 2),
                        0.5,
                        interval,
                        0.5)));
    }

    private static List<PredictionSetResults.Coverage> coverage(List<String> classes) {
        List<PredictionSetResults.Coverage> rows = new ArrayList<>();
        Proportion half = Proportion.of(1, 2);
        rows.add(new PredictionSetResults.Coverage("clean", ThreatModel.NONE, null, null, null, "test", 1, half, 1.5));
        classes.forEach(name -> rows.add(
                new PredictionSetResults.Coverage("clean", ThreatModel.NONE, null, null, name, "test", 1, half, null)));
        return rows;
    }

    private static List<Report.Site> sites(Map<String, Integer> counts) {
        return List.of(
                new Report.Site("here", "test", 1L, "dd", true, 1, counts),
                new Report.Site("there", "all", null, "ee", false, 1, counts));
    }

    private static SubgroupResults subgroups(Map<String, Integer> counts) {
        Proportion half = Proportion.of(1, 2);
        SubgroupResults.Group group = new SubgroupResults.Group(
                "here",
                2,
                counts,
                false,
                half,
                0.5,
                Interval.wilson(1, 2),
                half,
                half,
                0.75,
                Interval.ofAuroc(0.75, 1, 1),
                half,
                half,
                half);
        return new SubgroupResults(
                "site",
                "--data NAME=DIR",
                List.of("b"),
                1,
                List.of(group),
                List.of(new SubgroupResults.Gap("accuracy", "here", "there", 12.5, true)));
    }

    /** Returns a report of one attack on 20 images that leaves this balanced accuracy; the worst shift leaves one half. */
    public static Report ofStudy(double underAttack) {
        Report whole = report(List.of("a", "b"), "model.onnx", "phantoms");
        return new Report(
                whole.format(),
                whole.created(),
                whole.producer(),
                whole.gitRevision(),
                whole.model(),
                whole.images(),
                whole.seed(),
                List.of(
                        Rows.row(Condition.of(Condition.Kind.CLEAN, "clean"), 1, 30),
                        Rows.row(Condition.of(Condition.Kind.SHIFT, "blur"), 1, 30),
                        Rows.row(ATTACK, underAttack, 20)),
                List.of(),
                whole.confusions(),
                whole.reliabilities(),
                whole.detections(),
                whole.verdicts(),
                whole.scope(),
                whole.predictionSets(),
                whole.subgroups(),
                whole.shifts(),
                whole.checks(),
                whole.flags());
    }

    /** Returns a report of a model with these classes, file name and origin of images. */
    public static Report report(List<String> classes, String file, String origin) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        classes.forEach(name -> counts.put(name, 1));
        Interval interval = Interval.wilson(1, 2);
        return new Report(
                Report.FORMAT,
                "2020-01-01T00:00:00Z",
                "robustdx 1",
                "abc",
                new Report.Model(
                        file,
                        "00ff",
                        "file",
                        "phantom",
                        classes,
                        List.of(2, 2, 1),
                        "resnet",
                        10,
                        List.of("jsd"),
                        0.01,
                        "robustdx 1 abc",
                        "dd",
                        Map.of()),
                new Report.ImageSet(origin, "test", 1L, "dd", true, 2, 2, counts, counts, sites(counts)),
                1,
                List.of(
                        Rows.row(Condition.of(Condition.Kind.CLEAN, "clean"), 1, 2),
                        Rows.row(Condition.of(Condition.Kind.NOISE, "gaussian 0.1"), 0.5, 2),
                        Rows.row(Condition.of(Condition.Kind.SHIFT, "blur"), 0.5, 2),
                        Rows.row(Rows.condition(Condition.Kind.CHECK, "pgd:steps=1", 4), 0.5, 100),
                        Rows.row(ATTACK, 0.5, 200)),
                List.of(new Report.WorstCase(
                        ThreatModel.ANY, 4, List.of("pgd"), "test", 1, 2, 0.5, interval, 0.5, interval)),
                List.of(new Report.Confusion("clean", ThreatModel.NONE, null, 2, new int[][] {{1, 0}, {0, 1}})),
                List.of(Calibrated.of(
                        "clean", ThreatModel.NONE, null, findings().clean())),
                List.of(Rows.detection("jsd", 0.7)),
                List.of(
                        new Report.Verdicts("clean", ThreatModel.NONE, null, "test", 1, 2, 0.5, 0, 0.5, 0, 0, interval),
                        new Report.Verdicts(
                                "pgd", ThreatModel.WHITE_BOX, 4.0, "test", 1, 2, 1, 0, 0.0, 0.5, 0.5, interval)),
                scope(),
                new PredictionSetResults(0.95, 0, coverage(classes)),
                List.of(subgroups(counts)),
                new Report.ShiftSummary(1, "blur", 0.5, 50),
                new SelfChecks(2, 0, Double.NaN, 1e-6),
                List.of(new Flag("few-images", Flag.Severity.NOTE, "2 < 100 images")));
    }
}
