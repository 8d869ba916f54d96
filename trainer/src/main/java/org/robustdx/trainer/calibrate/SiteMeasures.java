package org.robustdx.trainer.calibrate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.robustdx.trainer.calibrate.SiteModel.Answer;
import org.robustdx.trainer.report.Interval;

/**
 * How well a model does on images of a site.
 *
 * @param n number of images
 * @param outOfScope images for which the scope alarm is raised
 * @param flagged images for which the tampering alarm is raised, whatever their scope
 * @param either images with at least one of the two alarms
 * @param accuracy by the labels; empty without labels
 */
public record SiteMeasures(int n, Share outOfScope, Share flagged, Share either, Optional<Accuracy> accuracy) {
    private static final int BINS = 10;

    /** The least probability whose logarithm counts. */
    private static final double LEAST = 1e-12;

    /**
     * Images that have a property.
     *
     * @param count of these images
     * @param n of all images
     */
    public record Share(int count, int n) {
        /** Returns the share, NaN of no image. */
        public double value() {
            return (double) count / n;
        }

        /** Returns the 95 % interval (Wilson). */
        public Interval interval() {
            return Interval.wilson(count, n);
        }

        Map<String, Object> toMap() {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("count", count);
            map.put("n", n);
            if (n > 0) {
                map.put("value", value());
                map.put("low", interval().low());
                map.put("high", interval().high());
            }
            return map;
        }
    }

    /** A figure with its 95 % interval. */
    public record Figure(double value, Interval interval) {
        Map<String, Object> toMap() {
            return Map.of("value", value, "low", interval.low(), "high", interval.high());
        }
    }

    /**
     * Measures that need labels. Every class counts the same in the first three, however many images it has.
     *
     * @param balanced balanced accuracy
     * @param logLoss mean cross-entropy in nats
     * @param calibrationError expected calibration error of the most probable class, 10 bins of equal width
     * @param classes one per class
     */
    public record Accuracy(Figure balanced, Figure logLoss, Figure calibrationError, List<ClassRow> classes) {
        /** Copies the list. */
        public Accuracy {
            classes = List.copyOf(classes);
        }
    }

    /**
     * Measures of one class.
     *
     * @param name of the class
     * @param sensitivity images of the class that are given this class
     * @param specificity images of the other classes that are given another class
     * @param covered images of the class whose prediction set holds it; empty for a model without prediction sets
     * @param meanSetSize of images of the class; NaN for a model without prediction sets
     */
    public record ClassRow(
            String name, Share sensitivity, Share specificity, Optional<Share> covered, double meanSetSize) {
        Map<String, Object> toMap() {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("sensitivity", sensitivity.toMap());
            map.put("specificity", specificity.toMap());
            covered.ifPresent(share -> {
                map.put("covered", share.toMap());
                map.put("mean_set_size", meanSetSize);
            });
            return map;
        }
    }

    /**
     * Returns the measures of a model's answers.
     *
     * @param classes names of the classes
     * @param answers one per image
     * @param bootstrap of the same images
     */
    static SiteMeasures of(List<String> classes, SiteImages images, List<Answer> answers, Bootstrap bootstrap) {
        int n = images.n();
        return new SiteMeasures(
                n,
                new Share((int) answers.stream().filter(Answer::outOfScope).count(), n),
                new Share((int) answers.stream().filter(Answer::flagged).count(), n),
                new Share(
                        (int) answers.stream()
                                .filter(a -> a.outOfScope() || a.flagged())
                                .count(),
                        n),
                images.labelled() ? Optional.of(accuracy(classes, images, answers, bootstrap)) : Optional.empty());
    }

    /**
     * Returns by how much the balanced accuracy of one model is above another's, on the same images.
     *
     * @param bootstrap of the same images
     */
    static Figure gain(SiteImages images, List<Answer> before, List<Answer> after, Bootstrap bootstrap) {
        double[] old = right(before, images.labels());
        double[] gained = right(after, images.labels());
        for (int i = 0; i < gained.length; i++) {
            gained[i] -= old[i];
        }
        return figure(images, indexes -> overClasses(images, indexes, gained), bootstrap);
    }

    private static Accuracy accuracy(
            List<String> classes, SiteImages images, List<Answer> answers, Bootstrap bootstrap) {
        int[] labels = images.labels();
        List<ClassRow> rows = new ArrayList<>();
        for (int c = 0; c < images.classes(); c++) {
            rows.add(row(classes.get(c), c, labels, answers));
        }
        double[] right = right(answers, labels);
        double[] losses = new double[labels.length];
        double[] confidences = new double[labels.length];
        for (int i = 0; i < losses.length; i++) {
            losses[i] = -Math.log(Math.max(LEAST, answers.get(i).probabilities().get(labels[i])));
            confidences[i] = answers.get(i).confidence();
        }
        return new Accuracy(
                figure(images, indexes -> overClasses(images, indexes, right), bootstrap),
                figure(images, indexes -> overClasses(images, indexes, losses), bootstrap),
                figure(images, indexes -> calibrationError(images, indexes, confidences, right), bootstrap),
                rows);
    }

    /** Returns for each image 1 where its label is right, otherwise 0. */
    private static double[] right(List<Answer> answers, int[] labels) {
        double[] right = new double[labels.length];
        for (int i = 0; i < right.length; i++) {
            right[i] = answers.get(i).label() == labels[i] ? 1 : 0;
        }
        return right;
    }

    private static Figure figure(SiteImages images, ToDoubleFunction<int[]> statistic, Bootstrap bootstrap) {
        int[] all = IntStream.range(0, images.n()).toArray();
        return new Figure(statistic.applyAsDouble(all), bootstrap.interval(statistic));
    }

    private static ClassRow row(String name, int c, int[] labels, List<Answer> answers) {
        int own = 0;
        int found = 0;
        int rejected = 0;
        int covered = 0;
        long members = 0;
        boolean sets = true;
        for (int i = 0; i < labels.length; i++) {
            Answer answer = answers.get(i);
            if (labels[i] == c) {
                own++;
                found += answer.label() == c ? 1 : 0;
                covered += answer.set().contains(name) ? 1 : 0;
                members += answer.set().size();
                sets &= !answer.set().isEmpty();
            } else {
                rejected += answer.label() == c ? 0 : 1;
            }
        }
        return new ClassRow(
                name,
                new Share(found, own),
                new Share(rejected, labels.length - own),
                sets ? Optional.of(new Share(covered, own)) : Optional.empty(),
                sets ? (double) members / own : Double.NaN);
    }

    /** Returns the mean over the classes that occur of the mean over their images of a value. */
    private static double overClasses(SiteImages images, int[] indexes, double[] values) {
        double[] sums = new double[images.classes()];
        int[] counts = new int[images.classes()];
        for (int i : indexes) {
            sums[images.labels()[i]] += values[i];
            counts[images.labels()[i]]++;
        }
        double sum = 0;
        int present = 0;
        for (int k = 0; k < counts.length; k++) {
            if (counts[k] > 0) {
                sum += sums[k] / counts[k];
                present++;
            }
        }
        return sum / present;
    }

    private static double calibrationError(SiteImages images, int[] indexes, double[] confidences, double[] right) {
        double error = 0;
        double[] differences = new double[confidences.length];
        for (int bin = 0; bin < BINS; bin++) {
            for (int i = 0; i < differences.length; i++) {
                int own = Math.min(BINS - 1, (int) (confidences[i] * BINS));
                differences[i] = own == bin ? confidences[i] - right[i] : 0;
            }
            error += Math.abs(overClasses(images, indexes, differences));
        }
        return error;
    }

    /** Returns the measures as they are written to files. */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("n", n);
        accuracy.ifPresent(a -> {
            map.put("balanced_accuracy", a.balanced().toMap());
            map.put("log_loss", a.logLoss().toMap());
            map.put("calibration_error", a.calibrationError().toMap());
            Map<String, Object> rows = new LinkedHashMap<>();
            a.classes().forEach(row -> rows.put(row.name(), row.toMap()));
            map.put("classes", rows);
        });
        map.put("out_of_scope", outOfScope.toMap());
        map.put("flagged", flagged.toMap());
        map.put("either", either.toMap());
        return map;
    }
}
