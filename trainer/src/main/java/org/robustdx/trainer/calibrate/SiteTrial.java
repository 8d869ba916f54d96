package org.robustdx.trainer.calibrate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.robustdx.trainer.calibrate.SiteMeasures.Figure;
import org.robustdx.trainer.calibrate.SiteModel.Answer;

/**
 * A model before and after calibration to a site, judged on images of patients who are left out of the fit.
 *
 * @param judgedOn how the images were left out
 * @param before the model as it was
 * @param after the model fitted to other patients' images
 * @param gain of the balanced accuracy; empty without labels
 * @param alarmsJudged whether each fit had enough images for the alarms; otherwise the alarm rates after the fit mean nothing
 */
public record SiteTrial(
        String judgedOn, SiteMeasures before, SiteMeasures after, Optional<Figure> gain, boolean alarmsJudged) {
    private static final int FOLDS = 10;
    private static final int SHARE_RESAMPLES = 200;

    /**
     * Returns the trial by cross-fitting: each fold of patients is judged by the model that is fitted to the other folds. There are ten folds, or one
     * for each patient where nine tenths of the images are too few for the alarms and all images are enough.
     *
     * @param seed of the folds and of the bootstrap
     */
    public static SiteTrial crossFitted(SiteModel model, SiteImages images, long seed) {
        List<int[]> folds = Folds.of(images.strata(), images.groups(), FOLDS, seed);
        int fewest = model.fewestForAlarms();
        if (!enough(folds, images.n(), fewest) && images.n() > fewest) {
            folds = Folds.of(
                    images.strata(),
                    images.groups(),
                    (int) Arrays.stream(images.groups()).distinct().count(),
                    seed);
        }
        if (folds.size() < 2) {
            throw new IllegalArgumentException(
                    "patients: 1 (expected: at least 2, so that some are left out of the fit)");
        }
        Answer[] after = new Answer[images.n()];
        for (int[] fold : folds) {
            SiteModel fitted = model.fitted(images.subset(SiteModel.without(fold, images.n())), seed);
            List<Answer> answers = fitted.answers(images.subset(fold));
            for (int i = 0; i < fold.length; i++) {
                after[fold[i]] = answers.get(i);
            }
        }
        return of(
                "cross-fitting, " + folds.size() + " folds by patient",
                model,
                images,
                List.of(after),
                enough(folds, images.n(), fewest),
                Bootstrap.of(images, seed));
    }

    private static boolean enough(List<int[]> folds, int n, int fewest) {
        return folds.stream().allMatch(fold -> n - fold.length >= fewest);
    }

    private static SiteTrial of(
            String judgedOn,
            SiteModel model,
            SiteImages images,
            List<Answer> after,
            boolean alarmsJudged,
            Bootstrap bootstrap) {
        List<Answer> before = model.answers(images);
        return new SiteTrial(
                judgedOn,
                SiteMeasures.of(model.classes(), images, before, bootstrap),
                SiteMeasures.of(model.classes(), images, after, bootstrap),
                images.labelled() ? Optional.of(SiteMeasures.gain(images, before, after, bootstrap)) : Optional.empty(),
                alarmsJudged);
    }

    /**
     * A fit to some of the images.
     *
     * @param model the fitted model
     * @param drawn the images to which it is fitted
     * @param trial the same model judged on the images of other patients
     */
    public record Drawn(SiteModel model, SiteImages drawn, SiteTrial trial) {}

    /**
     * Fits a model to a draw of the images, by patient and with each class in proportion, and judges it on the images of the patients who were not
     * drawn.
     *
     * @param size number of images to draw
     * @throws IllegalArgumentException if the draw leaves no image, or has none of some class
     */
    public static Drawn drawn(SiteModel model, SiteImages images, int size, long seed) {
        return drawn(model, images, size, seed, true);
    }

    /** As {@link #drawn(SiteModel, SiteImages, int, long)}, with or without intervals; without them they are NaN. */
    static Drawn drawn(SiteModel model, SiteImages images, int size, long seed, boolean intervals) {
        Folds.Draw draw = draw(images, size, seed);
        SiteImages own = images.subset(draw.drawn());
        SiteImages rest = images.subset(draw.rest());
        SiteModel fitted = model.fitted(own, seed);
        SiteTrial trial = of(
                "the other patients' " + rest.n() + " images",
                model,
                rest,
                fitted.answers(rest),
                own.n() >= model.fewestForAlarms(),
                intervals ? Bootstrap.of(rest, seed) : Bootstrap.none());
        return new Drawn(fitted, own, trial);
    }

    /**
     * Returns how many images of each class {@link #drawn} would draw.
     *
     * @throws IllegalArgumentException if the draw leaves no image
     */
    public static int[] counts(SiteImages images, int size, long seed) {
        return images.subset(draw(images, size, seed).drawn()).classCounts();
    }

    private static Folds.Draw draw(SiteImages images, int size, long seed) {
        Folds.Draw draw = Folds.draw(images.strata(), images.groups(), Math.min(size, images.n()), seed);
        if (draw.rest().length == 0) {
            throw new IllegalArgumentException("fit-images: " + size + " (expected: fewer than the " + images.n()
                    + " images, so that some are left out)");
        }
        return draw;
    }

    /**
     * Returns the class shares of images by {@link ClassShares}, with 95 % intervals, in the order of the classes. The estimate assumes that the
     * probabilities are honest where all classes are equally common.
     */
    public static List<Figure> classShares(SiteModel model, SiteImages images, long seed) {
        double[][] probabilities = new double[images.n()][];
        for (int i = 0; i < probabilities.length; i++) {
            probabilities[i] = model.correction().probabilities(images.logits()[i]);
        }
        int classes = model.classes().size();
        double[] equal = new double[classes];
        Arrays.fill(equal, 1.0 / classes);
        double[] shares = ClassShares.estimate(probabilities, equal);
        Bootstrap bootstrap = new Bootstrap(new int[images.n()], images.groups(), SHARE_RESAMPLES, seed);
        List<Figure> figures = new ArrayList<>();
        for (int k = 0; k < classes; k++) {
            int c = k;
            figures.add(new Figure(
                    shares[k],
                    bootstrap.interval(indexes -> ClassShares.estimate(
                            Arrays.stream(indexes)
                                    .mapToObj(i -> probabilities[i])
                                    .toArray(double[][]::new),
                            equal)[c])));
        }
        return figures;
    }

    /** Returns the trial as it is written to files. */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("judged_on", judgedOn);
        map.put("before", before.toMap());
        map.put("after", after.toMap());
        gain.ifPresent(g -> map.put("balanced_accuracy_gain", g.toMap()));
        map.put("alarms_judged", alarmsJudged);
        return map;
    }
}
