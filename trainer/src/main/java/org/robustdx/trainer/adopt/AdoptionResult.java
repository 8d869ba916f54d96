package org.robustdx.trainer.adopt;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.robustdx.trainer.attack.Pgd;
import org.robustdx.trainer.attack.ThreatModel;
import org.robustdx.trainer.measure.Robustness;
import org.robustdx.trainer.modelfile.Verifier;

/**
 * What adoption found, wrote and measured.
 *
 * @param format of the classifier, in words
 * @param trials each preprocessing with its balanced accuracy, the best first
 * @param trialImages how many images decided
 * @param preprocessing what was adopted
 * @param classes names in the order of the outputs
 * @param denoiserRange of the denoiser
 * @param largestDifference between the adopted file and the original, of logits, or of probabilities if the original gives these
 * @param verified adopted file against its graph
 * @param reimported adopted file against the graph that is read back from it
 * @param clean on the test split
 * @param attacked by ε, on a sample of the test split
 * @param sha256 of the adopted file
 */
public record AdoptionResult(
        String format,
        List<String> trials,
        int trialImages,
        Preprocessing preprocessing,
        List<String> classes,
        double denoiserRange,
        double largestDifference,
        Verifier.Differences verified,
        Verifier.Differences reimported,
        Robustness.Outcome clean,
        Map<Double, Robustness.Outcome> attacked,
        String sha256) {
    public AdoptionResult {
        trials = List.copyOf(trials);
        classes = List.copyOf(classes);
        attacked = Collections.unmodifiableMap(new LinkedHashMap<>(attacked));
    }

    /** Returns whether the adopted file says the same as the original and as its graphs, by the rule of {@code verify}. */
    public boolean agrees() {
        return largestDifference <= Verifier.TOLERANCE && verified.agree() && reimported.agree();
    }

    /** Returns the figures for the file's entry {@code metrics}. */
    Map<String, Object> metrics() {
        Map<String, Object> map = new LinkedHashMap<>();
        Map<String, Object> test = clean.toMap();
        test.put("split", "test");
        map.put("test", test);
        List<Map<String, Object>> attacks = new ArrayList<>();
        attacked.forEach((epsilon, outcome) -> {
            Map<String, Object> attack = new LinkedHashMap<>();
            attack.put("attack", "pgd");
            attack.put("options", new Pgd(AdoptionMeasurement.ATTACK_STEPS, 1).options());
            attack.put("threat_model", ThreatModel.WHITE_BOX.summary());
            attack.put("norm", "L-inf");
            attack.put("epsilon", epsilon);
            attack.put("split", "test");
            attack.putAll(outcome.toMap());
            attacks.add(attack);
        });
        map.put("attacks", attacks);
        map.put("max_abs_difference_to_original", largestDifference);
        map.put("max_abs_logit_difference", verified.logits());
        return map;
    }
}
