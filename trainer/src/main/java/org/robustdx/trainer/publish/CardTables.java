package org.robustdx.trainer.publish;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.robustdx.trainer.attack.ThreatModel;
import org.robustdx.trainer.common.Argmax;
import org.robustdx.trainer.common.Bounds;
import org.robustdx.trainer.measure.Robustness;
import org.robustdx.trainer.report.Interval;
import org.robustdx.trainer.report.ModelCard;
import org.robustdx.trainer.report.RocCurve;
import org.robustdx.trainer.train.Metrics;

/**
 * The tables of a model card that are measured on the test split.
 *
 * @param classes names of the classes
 * @param rate false-alarm rate of the tampering alarm, as requested
 * @param scopeRate false-alarm rate of the scope, as requested
 * @param measured what was measured
 */
record CardTables(List<String> classes, double rate, double scopeRate, ModelPublisher.Measured measured) {
    /** Returns what was measured on clean images, and how often attacked images are flagged. */
    List<ModelCard.Metric> evaluation() {
        Metrics readings = measured.clean().readings();
        int n = readings.n();
        int mostFrequent = Argmax.of(perClass(readings));
        String always = "always predicting " + classes.get(mostFrequent) + ", the most frequent class";
        int present = (int) IntStream.range(0, readings.confusion().length)
                .filter(k -> readings.positives(k) > 0)
                .count();
        List<ModelCard.Metric> metrics = new ArrayList<>(List.of(
                new ModelCard.Metric("accuracy", "clean", readings.accuracy(), "test", n),
                new ModelCard.Metric("balanced accuracy", "clean", readings.balancedAccuracy(), "test", n),
                new ModelCard.Metric(
                        "accuracy of " + always, "clean", (double) readings.positives(mostFrequent) / n, "test", n),
                new ModelCard.Metric("balanced accuracy of " + always, "clean", 1.0 / present, "test", n)));
        alarms(metrics, measured.clean(), "test");
        measured.bySite().forEach((site, outcome) -> {
            String split = "test, site " + site;
            metrics.add(new ModelCard.Metric(
                    "balanced accuracy",
                    "clean",
                    outcome.readings().balancedAccuracy(),
                    split,
                    outcome.readings().n()));
            alarms(metrics, outcome, split);
        });
        for (ModelPublisher.Attacked attacked : measured.attacks()) {
            String condition = name(attacked) + " at " + Bounds.show(attacked.epsilon()) + "/255, "
                    + attacked.threatModel().summary();
            Robustness.Outcome after = attacked.after();
            int images = after.readings().n();
            metrics.add(new ModelCard.Metric("flagged", condition, after.flaggedShare(), "test", images));
            after.scope()
                    .ifPresent(counts -> metrics.add(new ModelCard.Metric(
                            "flagged or out of scope", condition, (double) counts.either() / images, "test", images)));
        }
        return metrics;
    }

    /** The rows of false alarms. */
    private void alarms(List<ModelCard.Metric> metrics, Robustness.Outcome outcome, String split) {
        int n = outcome.readings().n();
        String requested = "clean; requested: at most ";
        metrics.add(new ModelCard.Metric("flagged", requested + Bounds.show(rate), outcome.flaggedShare(), split, n));
        outcome.scope().ifPresent(counts -> {
            metrics.add(new ModelCard.Metric(
                    "out of scope", requested + Bounds.show(scopeRate), (double) counts.outOfScope() / n, split, n));
            metrics.add(
                    new ModelCard.Metric("flagged or out of scope", "clean", (double) counts.either() / n, split, n));
        });
    }

    private static float[] perClass(Metrics readings) {
        float[] counts = new float[readings.confusion().length];
        for (int k = 0; k < counts.length; k++) {
            counts[k] = readings.positives(k);
        }
        return counts;
    }

    /** Returns sensitivity and specificity of each class. */
    List<ModelCard.ClassMetric> classMetrics() {
        Metrics readings = measured.clean().readings();
        List<ModelCard.ClassMetric> rows = new ArrayList<>();
        for (int k = 0; k < readings.confusion().length; k++) {
            int positives = readings.positives(k);
            int negatives = readings.n() - positives;
            int truePositives = readings.confusion()[k][k];
            int trueNegatives = negatives - (readings.predicted(k) - truePositives);
            rows.add(new ModelCard.ClassMetric(
                    classes.get(k),
                    (double) truePositives / positives,
                    Interval.wilson(truePositives, positives),
                    positives,
                    (double) trueNegatives / negatives,
                    Interval.wilson(trueNegatives, negatives),
                    negatives,
                    "test"));
        }
        return rows;
    }

    /** Returns the accuracy under each attack. */
    List<ModelCard.Attacked> robustness() {
        return measured.attacks().stream()
                .map(attacked -> new ModelCard.Attacked(
                        name(attacked),
                        attacked.threatModel().summary(),
                        attacked.epsilon(),
                        attacked.before().readings().accuracy(),
                        attacked.after().readings().accuracy(),
                        "test",
                        attacked.after().readings().n()))
                .toList();
    }

    /** Returns how well each detector notices each attack. */
    List<ModelCard.Detection> detection() {
        List<ModelCard.Detection> rows = new ArrayList<>();
        for (ModelPublisher.Attacked attacked : measured.attacks()) {
            attacked.after().scores().forEach((detector, scores) -> {
                double[] clean = attacked.before().scores().getOrDefault(detector, new double[0]);
                rows.add(new ModelCard.Detection(
                        detector,
                        name(attacked),
                        attacked.threatModel().summary(),
                        attacked.epsilon(),
                        RocCurve.of(clean, scores).area(),
                        attacked.after().flaggedShare(detector),
                        attacked.before().flaggedShare(detector),
                        "test",
                        scores.length));
            });
        }
        return rows;
    }

    /** Returns how often the prediction sets hold the true class, clean and under each attack. */
    List<ModelCard.SetCoverage> sets() {
        List<ModelCard.SetCoverage> rows = new ArrayList<>();
        add(rows, "clean", ThreatModel.NONE, 0, "test", measured.clean());
        measured.bySite()
                .forEach((site, outcome) -> add(rows, "clean", ThreatModel.NONE, 0, "test, site " + site, outcome));
        measured.attacks()
                .forEach(attacked -> add(
                        rows, name(attacked), attacked.threatModel(), attacked.epsilon(), "test", attacked.after()));
        return rows;
    }

    private static void add(
            List<ModelCard.SetCoverage> rows,
            String images,
            ThreatModel threat,
            double epsilon,
            String split,
            Robustness.Outcome outcome) {
        outcome.sets().ifPresent(quality -> quality.byClass()
                .forEach((name, covered) -> rows.add(new ModelCard.SetCoverage(
                        images,
                        threat.summary(),
                        epsilon,
                        name,
                        covered.share(),
                        Interval.wilson(covered.covered(), covered.n()),
                        covered.n(),
                        quality.meanSize(),
                        split))));
    }

    private static String name(ModelPublisher.Attacked attacked) {
        return attacked.attack().name() + " "
                + String.join(", ", attacked.attack().options());
    }
}
