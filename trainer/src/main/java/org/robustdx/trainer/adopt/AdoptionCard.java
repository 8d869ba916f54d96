package org.robustdx.trainer.adopt;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.robustdx.trainer.data.Dataset;
import org.robustdx.trainer.measure.Robustness;
import org.robustdx.trainer.modelfile.Build;

/** The card of an adopted model: which part its authors made, which part this software added, and what was measured. */
public final class AdoptionCard {
    private AdoptionCard() {}

    /**
     * Writes the card.
     *
     * @param classifier name of the authors' file
     * @param origin of the images, without a path
     */
    public static void write(
            Path file, String classifier, AdoptionChoices choices, Dataset images, String origin, AdoptionResult result)
            throws IOException {
        Files.writeString(file, render(classifier, choices, images, origin, result), UTF_8);
    }

    private static String render(
            String classifier, AdoptionChoices choices, Dataset images, String origin, AdoptionResult result) {
        StringBuilder out = new StringBuilder();
        line(out, "# Model card: %s, adopted", classifier);
        line(out, "");
        line(out, "> Research software. Not a medical device; not for clinical decisions.");
        line(out, "");
        line(out, "Task `%s`; classes: %s.", choices.task().id(), String.join(", ", result.classes()));
        line(out, "");
        line(out, "## Who made what");
        line(out, "");
        line(out, "| part | made by |");
        line(out, "| --- | --- |");
        line(out, "| classifier, weights unchanged | the authors of `%s` |", classifier);
        line(
                out,
                "| preprocessing in the graph: %s | this software, measured on labelled images |",
                result.preprocessing());
        line(
                out,
                "| denoiser: bilateral filter over 5x5 places, range %s; not trained | this software |",
                result.denoiserRange());
        line(out, "| detectors of tampering and of scope, calibration, prediction sets | this software |");
        line(out, "");
        line(out, "Format of the original: %s.", result.format());
        line(out, "");
        line(out, "## Data");
        line(out, "");
        line(
                out,
                "%d labelled images of `%s`, digest `%s`, split by group with seed %d into 70, 10, 10 and 10 %%. The"
                        + " training part fitted the scope detectors and decided on preprocessing and class order; the"
                        + " validation part fitted the combined score and chose the denoiser; the calibration part"
                        + " calibrated the alarms. The test part was used only for the figures below.",
                images.size(),
                origin,
                images.digest(),
                choices.splitSeed());
        line(out, "");
        line(
                out,
                "**The authors may have trained on any of these images.** Then accuracy and false alarms on new images"
                        + " are worse than below.");
        line(out, "");
        line(out, "## Measurements");
        line(out, "");
        line(out, "Balanced accuracy under each preprocessing, %d images of the training part:", result.trialImages());
        line(out, "");
        result.trials().forEach(trial -> line(out, "- %s", trial.strip()));
        line(out, "");
        line(out, "| images of the test part | n | balanced accuracy | flagged |");
        line(out, "| --- | --- | --- | --- |");
        row(out, "clean", result.clean());
        result.attacked()
                .forEach((epsilon, outcome) -> row(
                        out,
                        String.format(Locale.ROOT, "PGD-20, white-box, does not know the detectors, %.0f/255", epsilon),
                        outcome));
        line(out, "");
        line(
                out,
                "Largest difference of an output: %s to the original, %s to the exported graph, %s to the graph read"
                        + " back from the file (%d images, ONNX Runtime).",
                exponent(result.largestDifference()),
                exponent(result.verified().logits()),
                exponent(result.reimported().logits()),
                result.verified().images());
        line(out, "");
        line(out, "## Limitations");
        line(out, "");
        line(
                out,
                "- Adoption adds no robustness: the classifier is as easy to attack as before. The figures above show"
                        + " how easy.");
        line(out, "- The denoiser is a filter. It does not know what these images look like.");
        line(
                out,
                "- No attack in this card knows the detectors. Of the images that an attack gets misclassified, fewer"
                        + " are flagged if it also evades the detectors.");
        line(out, "");
        line(out, "## Provenance");
        line(out, "");
        line(
                out,
                "robustdx %s, revision %s; adopted file: SHA-256 `%s`.",
                Build.version(),
                Build.revision(),
                result.sha256());
        return out.toString();
    }

    private static void row(StringBuilder out, String images, Robustness.Outcome outcome) {
        line(
                out,
                "| %s | %d | %.1f %% | %.1f %% |",
                images,
                outcome.readings().n(),
                100 * outcome.readings().balancedAccuracy(),
                100 * outcome.flaggedShare());
    }

    private static String exponent(double value) {
        return String.format(Locale.ROOT, "%.1e", value);
    }

    private static void line(StringBuilder out, String format, Object... values) {
        out.append(values.length == 0 ? format : String.format(Locale.ROOT, format, values))
                .append('\n');
    }
}
