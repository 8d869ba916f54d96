package org.robustdx.trainer.publish;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.robustdx.trainer.calibrate.LogitCorrection;
import org.robustdx.trainer.calibrate.SiteModel;
import org.robustdx.trainer.data.Dataset;
import org.robustdx.trainer.model.ClassifierGraph;
import org.robustdx.trainer.model.CorrectedNetwork;
import org.robustdx.trainer.modelfile.SavedModel;
import org.robustdx.trainer.train.Evaluator;

/**
 * Fits the decision of a trained model: a shift of each class's logit, and a temperature. Training under attack moves the logits of clean images away
 * from the best threshold, and makes their probabilities too small. A fit to the validation split mends both, and costs nothing when the model is
 * served.
 */
public final class DecisionFit {
    private DecisionFit() {}

    /**
     * Returns the model with a {@linkplain LogitCorrection#fitted fitted} correction of its logits.
     *
     * @param images that it did not learn from
     * @param progress hears in a line what was fitted; or that a class has fewer than {@link SiteModel#FEWEST_PER_CLASS} images, in which case the model
     *     stays as it is: a threshold of so few images would be worse than none
     */
    public static SavedModel applied(SavedModel saved, Dataset images, Consumer<String> progress) {
        List<String> classes = saved.provenance().classes();
        int[] counts = images.classCounts();
        for (int k = 0; k < classes.size(); k++) {
            if (counts[k] < SiteModel.FEWEST_PER_CLASS) {
                progress.accept("decision threshold: not fitted, since the validation split has " + counts[k]
                        + " images of " + classes.get(k) + " (needed: " + SiteModel.FEWEST_PER_CLASS
                        + " of each class)");
                return saved;
            }
        }
        float[][] logits = Evaluator.logits(new ClassifierGraph(saved.model()), images);
        LogitCorrection correction = LogitCorrection.fitted(logits, images.labels());
        progress.accept(
                "decision threshold, fitted to " + images.size() + " validation images: " + text(classes, correction));
        return saved.with(new CorrectedNetwork(saved.model(), correction));
    }

    /** Returns a correction in words, such as "logits / 0.61, PNEUMONIA + 0.40". */
    static String text(List<String> classes, LogitCorrection correction) {
        List<String> parts = new ArrayList<>();
        parts.add(String.format(Locale.ROOT, "logits / %.3g", correction.temperature()));
        for (int k = 1; k < classes.size(); k++) {
            double shift = correction.shift().get(k);
            parts.add(String.format(Locale.ROOT, "%s %s %.3g", classes.get(k), shift < 0 ? "-" : "+", Math.abs(shift)));
        }
        return String.join(", ", parts);
    }
}
