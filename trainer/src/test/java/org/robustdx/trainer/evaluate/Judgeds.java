package org.robustdx.trainer.evaluate;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.robustdx.inference.image.Fit;
import org.robustdx.inference.model.Calibration;
import org.robustdx.inference.model.ModelMetadata;
import org.robustdx.inference.model.PredictionSets;
import org.robustdx.inference.model.ScopeRule;
import org.robustdx.trainer.data.BadItemPolicy;
import org.robustdx.trainer.data.DataException;
import org.robustdx.trainer.data.Dataset;
import org.robustdx.trainer.data.LoadedData;
import org.robustdx.trainer.data.Sites;

/** What made-up models say of themselves, and what they make of images. */
final class Judgeds {
    /** The classes of {@link #metadata}. */
    static final List<String> CLASSES = List.of("NORMAL", "PNEUMONIA");

    private Judgeds() {}

    /**
     * Returns metadata of a model with a detector of tampering and one of scope. Each was calibrated on the scores 1 to 99, at a rate of 5 %: a score
     * above 95 raises its alarm. Prediction sets hold a class from a probability of 0.3.
     */
    static ModelMetadata metadata() {
        Map<String, float[]> scores = new LinkedHashMap<>();
        for (String name : List.of("combined", "scope")) {
            float[] clean = new float[99];
            for (int i = 0; i < clean.length; i++) {
                clean[i] = i + 1;
            }
            scores.put(name, clean);
        }
        Calibration calibration = Calibration.ofCleanScores(scores)
                .withAlarms(List.of("combined"))
                .withFalseAlarmRate(0.05)
                .withScope(new ScopeRule(List.of("scope"), 0.05));
        Map<String, PredictionSets.Threshold> thresholds = new LinkedHashMap<>();
        CLASSES.forEach(name -> thresholds.put(name, new PredictionSets.Threshold(50, 0.3)));
        return metadata(calibration, Optional.of(new PredictionSets(0.95, 0, thresholds)));
    }

    /** Returns metadata of a model of before scope detectors and prediction sets. */
    static ModelMetadata old() {
        Map<String, float[]> scores = new LinkedHashMap<>();
        scores.put("combined", new float[] {1, 2, 3});
        scores.put("scope", new float[] {1, 2, 3});
        return metadata(Calibration.ofCleanScores(scores).withAlarms(List.of("combined")), Optional.empty());
    }

    private static ModelMetadata metadata(Calibration calibration, Optional<PredictionSets> sets) {
        return new ModelMetadata(
                "chest-xray",
                CLASSES,
                2,
                2,
                1,
                Fit.CROP,
                List.of("combined", "scope"),
                calibration,
                sets,
                Optional.empty(),
                Map.of());
    }

    /** Returns images of these sites, so many of each, the classes in turn within a site. */
    static Dataset images(int perSite, String... sites) {
        Map<String, LoadedData> bySite = new TreeMap<>();
        int level = 0;
        for (String site : sites) {
            byte[][] images = new byte[perSite][];
            int[] labels = new int[perSite];
            String[] names = new String[perSite];
            for (int i = 0; i < perSite; i++) {
                images[i] = new byte[] {(byte) level, (byte) (level >> 8), 0, 0};
                labels[i] = i % 2;
                names[i] = "image" + i + ".png";
                level++;
            }
            Dataset own = new Dataset(CLASSES, 2, 2, 1, images, labels, names, names.clone());
            bySite.put(site, new LoadedData(own, List.of()));
        }
        try {
            return Sites.join(bySite, Map.of(), BadItemPolicy.FAIL).dataset();
        } catch (DataException e) {
            throw new AssertionError(e);
        }
    }

    /** One image: its class, the probability of PNEUMONIA, its scores of tampering and of scope. */
    record Image(int label, double pneumonia, double tampering, double scope) {}

    /** Returns what the model made of these images. */
    static Observed observed(List<Image> images) {
        int n = images.size();
        int[] labels = new int[n];
        float[][] probabilities = new float[n][];
        float[][] logits = new float[n][];
        float[][] scores = new float[n][];
        boolean[] flagged = new boolean[n];
        for (int i = 0; i < n; i++) {
            Image image = images.get(i);
            labels[i] = image.label();
            probabilities[i] = new float[] {(float) (1 - image.pneumonia()), (float) image.pneumonia()};
            logits[i] = new float[] {(float) Math.log(1 - image.pneumonia()), (float) Math.log(image.pneumonia())};
            scores[i] = new float[] {(float) image.tampering(), (float) image.scope()};
            flagged[i] = image.tampering() > 95;
        }
        return new Observed(labels, logits, probabilities, scores, flagged, null, null, List.of(), 0);
    }
}
