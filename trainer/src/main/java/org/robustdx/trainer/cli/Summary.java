package org.robustdx.trainer.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.robustdx.trainer.common.Bounds;
import org.robustdx.trainer.measure.Robustness;
import org.robustdx.trainer.modelfile.SavedModel;
import org.robustdx.trainer.publish.ModelPublisher;

/** The results of a training run. */
final class Summary {
    private Summary() {}

    static Map<String, Object> of(SavedModel saved, ModelPublisher.Measured measured) {
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("task", saved.provenance().task());
        summary.put("parameters", saved.model().parameters().count());
        summary.put("epochs", saved.state().epoch());
        summary.put("best_epoch", saved.state().bestEpoch());
        summary.put("best_validation_score", saved.state().bestScore());
        summary.put("false_alarm_rate", saved.publication().falseAlarmRate());
        summary.put("seed", saved.state().options().seed());
        summary.putAll(measured.toMap());
        summary.put("sha256", measured.sha256());
        return summary;
    }

    static void print(PrintWriter out, SavedModel saved, ModelPublisher.Measured measured, Path dir) {
        Robustness.Outcome clean = measured.clean();
        out.printf(
                Locale.ROOT,
                "best epoch %d of %d; test split (used for no choice), n = %d, seed %d, flagged at a false-alarm rate"
                        + " of %s:%n",
                saved.state().bestEpoch(),
                saved.state().epoch(),
                clean.readings().n(),
                saved.state().options().seed(),
                Bounds.show(saved.publication().falseAlarmRate()));
        out.printf(
                Locale.ROOT,
                "  clean                      accuracy %5.1f %%  balanced %5.1f %%  flagged %5.1f %%%n",
                100 * clean.readings().accuracy(),
                100 * clean.readings().balancedAccuracy(),
                100 * clean.flaggedShare());
        for (ModelPublisher.Attacked attacked : measured.attacks()) {
            Robustness.Outcome after = attacked.after();
            out.printf(
                    Locale.ROOT,
                    "  %s white-box, %2.0f/255, n=%d  accuracy %5.1f %%  balanced %5.1f %%  flagged %5.1f %%%n",
                    attacked.attack().name(),
                    attacked.epsilon(),
                    after.readings().n(),
                    100 * after.readings().accuracy(),
                    100 * after.readings().balancedAccuracy(),
                    100 * after.flaggedShare());
        }
        SetSummary.print(out, measured);
        out.printf(
                Locale.ROOT,
                "exported file against trained graph: largest logit difference %.1e over %d images%n",
                measured.verified().logits(),
                measured.verified().images());
        out.println("written: " + dir.resolve(SavedModel.ONNX) + ", model-card.md, history.csv, plots, checkpoint");
    }
}
