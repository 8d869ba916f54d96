package org.robustdx.trainer.cli;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.robustdx.trainer.adopt.AdoptionResult;

/** What adoption came to, for a person and for other programs. */
final class AdoptionSummary {
    private AdoptionSummary() {}

    static void print(PrintWriter out, AdoptionResult result) {
        out.println("format: " + result.format());
        out.println("balanced accuracy under each preprocessing (n = " + result.trialImages() + ", training split):");
        result.trials().forEach(line -> out.println("  " + line));
        out.println("classes: " + String.join(", ", result.classes()));
        out.printf(
                Locale.ROOT,
                "largest difference: %.1e to the original, %.1e to its graph, %.1e to the graph read back (n = %d)%n",
                result.largestDifference(),
                result.verified().logits(),
                result.reimported().logits(),
                result.verified().images());
        out.printf(
                Locale.ROOT,
                "test split, n = %d: clean, balanced %.1f %%, flagged %.1f %%%n",
                result.clean().readings().n(),
                100 * result.clean().readings().balancedAccuracy(),
                100 * result.clean().flaggedShare());
        result.attacked()
                .forEach((epsilon, outcome) -> out.printf(
                        Locale.ROOT,
                        "  pgd white-box, %.0f/255, n = %d: balanced %.1f %%, flagged %.1f %%%n",
                        epsilon,
                        outcome.readings().n(),
                        100 * outcome.readings().balancedAccuracy(),
                        100 * outcome.flaggedShare()));
    }

    static Map<String, Object> of(AdoptionResult result) {
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("format", result.format());
        summary.put("preprocessing", result.preprocessing().toString());
        summary.put("classes", result.classes());
        summary.put("denoiser_range", result.denoiserRange());
        summary.put("max_abs_difference_to_original", result.largestDifference());
        summary.put("max_abs_logit_difference", result.verified().logits());
        summary.put("test", result.clean().toMap());
        Map<String, Object> attacks = new LinkedHashMap<>();
        result.attacked().forEach((epsilon, outcome) -> attacks.put(String.valueOf(epsilon), outcome.toMap()));
        summary.put("pgd", attacks);
        summary.put("sha256", result.sha256());
        return summary;
    }
}
