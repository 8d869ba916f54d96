package org.robustdx.trainer.calibrate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.robustdx.trainer.calibrate.SiteMeasures.Accuracy;
import org.robustdx.trainer.calibrate.SiteMeasures.ClassRow;
import org.robustdx.trainer.calibrate.SiteMeasures.Share;

/**
 * The same calibration by several draws of images, each judged on the images of the patients who were not drawn. It shows how much the outcome depends on
 * which images a site happens to label.
 *
 * @param trials one per draw
 * @param size images of each draw
 */
public record SiteRepeats(List<SiteTrial> trials, int size) {
    /** Copies the list. */
    public SiteRepeats {
        trials = List.copyOf(trials);
        if (trials.isEmpty()) {
            throw new IllegalArgumentException("trials: 0 (expected: at least 1)");
        }
    }

    /**
     * A figure over the draws.
     *
     * @param mean over the draws
     * @param sd standard deviation over the draws, 0 of a single one
     * @param least of the draws
     * @param most of the draws
     */
    public record Spread(double mean, double sd, double least, double most) {
        static Spread of(double[] values) {
            double mean = Arrays.stream(values).average().orElseThrow();
            double squares =
                    Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
            return new Spread(
                    mean,
                    values.length < 2 ? 0 : Math.sqrt(squares / (values.length - 1)),
                    Arrays.stream(values).min().orElseThrow(),
                    Arrays.stream(values).max().orElseThrow());
        }

        Map<String, Object> toMap() {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("mean", mean);
            map.put("sd", sd);
            map.put("min", least);
            map.put("max", most);
            return map;
        }
    }

    /**
     * One row of a report.
     *
     * @param name of the figure
     * @param before calibration
     * @param after calibration
     */
    public record Row(String name, Spread before, Spread after) {}

    /**
     * Returns the calibrations of a model by draws with the seeds {@code seed}, {@code seed + 1} and so on.
     *
     * @param size images of each draw
     * @param count number of draws, at least 1
     * @throws IllegalArgumentException if a draw leaves no image
     */
    public static SiteRepeats of(SiteModel model, SiteImages images, int size, int count, long seed) {
        List<SiteTrial> trials = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            trials.add(SiteTrial.drawn(model, images, size, seed + i, false).trial());
        }
        return new SiteRepeats(trials, size);
    }

    /** Returns the gain of the balanced accuracy over the draws; empty without labels. */
    public Optional<Spread> gain() {
        return trials.get(0).gain().isEmpty()
                ? Optional.empty()
                : Optional.of(Spread.of(trials.stream()
                        .mapToDouble(t -> t.gain().orElseThrow().value())
                        .toArray()));
    }

    /** Returns the rows of a report. */
    public List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        Optional<Accuracy> first = trials.get(0).before().accuracy();
        if (first.isPresent()) {
            rows.add(row("balanced_accuracy", m -> accuracy(m).balanced().value()));
            rows.add(row("log_loss", m -> accuracy(m).logLoss().value()));
            rows.add(
                    row("calibration_error", m -> accuracy(m).calibrationError().value()));
            List<ClassRow> classes = first.get().classes();
            for (int k = 0; k < classes.size(); k++) {
                int c = k;
                String name = classes.get(k).name();
                rows.add(row(
                        "sensitivity." + name, m -> classRow(m, c).sensitivity().value()));
                if (classes.get(k).covered().isPresent()) {
                    rows.add(row(
                            "covered." + name,
                            m -> classRow(m, c).covered().map(Share::value).orElse(Double.NaN)));
                    rows.add(row("mean_set_size." + name, m -> classRow(m, c).meanSetSize()));
                }
            }
        }
        rows.add(row("out_of_scope", m -> m.outOfScope().value()));
        rows.add(row("flagged", m -> m.flagged().value()));
        rows.add(row("either", m -> m.either().value()));
        return rows;
    }

    private static Accuracy accuracy(SiteMeasures measures) {
        return measures.accuracy().orElseThrow();
    }

    private static ClassRow classRow(SiteMeasures measures, int k) {
        return accuracy(measures).classes().get(k);
    }

    private Row row(String name, ToDoubleFunction<SiteMeasures> value) {
        return new Row(
                name,
                Spread.of(trials.stream()
                        .mapToDouble(t -> value.applyAsDouble(t.before()))
                        .toArray()),
                Spread.of(trials.stream()
                        .mapToDouble(t -> value.applyAsDouble(t.after()))
                        .toArray()));
    }

    /** Returns the figures as they are written to files. */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("draws", trials.size());
        map.put("fit_images", size);
        map.put(
                "judged_images",
                Spread.of(trials.stream().mapToDouble(t -> t.after().n()).toArray())
                        .toMap());
        gain().ifPresent(g -> map.put("balanced_accuracy_gain", g.toMap()));
        Map<String, Object> before = new LinkedHashMap<>();
        Map<String, Object> after = new LinkedHashMap<>();
        rows().forEach(row -> {
            before.put(row.name(), row.before().toMap());
            after.put(row.name(), row.after().toMap());
        });
        map.put("before", before);
        map.put("after", after);
        map.put("alarms_judged", trials.get(0).alarmsJudged());
        return map;
    }
}
