package org.robustdx.trainer.evaluate;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.robustdx.trainer.attack.ThreatModel;
import org.robustdx.trainer.report.Interval;

/**
 * The results of an evaluation. {@code report.json} holds exactly this, with keys in snake case. Shares are from 0 to 1; ε is in L-inf, in units of
 * 1/255; a number that does not exist is null.
 *
 * @param format name and version of this format
 * @param created time of creation, ISO 8601
 * @param producer program and version
 * @param gitRevision revision of the program
 * @param model the evaluated model
 * @param images the images of the evaluation
 * @param seed seed of noise, attacks and resampling
 * @param rows one row for each condition
 * @param worstCases one row for each ε and threat model
 * @param confusions confusion matrices of a few conditions
 * @param reliabilities calibration of a few conditions
 * @param detections one row for each attack, ε and detector
 * @param verdicts one row for the clean images, and one for each attack and ε
 * @param scope how well the scope detectors work; null if the model has none
 * @param predictionSets how often the sets hold the true class; null if the model has none
 * @param subgroups one table for each attribute
 * @param shifts accuracy lost under shifts; null if none were measured
 * @param checks self-checks of the model
 * @param flags warnings
 */
public record Report(
        String format,
        String created,
        String producer,
        String gitRevision,
        Model model,
        ImageSet images,
        long seed,
        List<Row> rows,
        List<WorstCase> worstCases,
        List<Confusion> confusions,
        List<ReliabilityResults> reliabilities,
        List<Detection> detections,
        List<Verdicts> verdicts,
        @Nullable ScopeResults scope,
        @Nullable PredictionSetResults predictionSets,
        List<SubgroupResults> subgroups,
        @Nullable ShiftSummary shifts,
        SelfChecks checks,
        List<Flag> flags) {
    /** The format that this software writes. */
    public static final String FORMAT = "robustdx-evaluation/1";

    public Report {
        rows = List.copyOf(rows);
        worstCases = List.copyOf(worstCases);
        confusions = List.copyOf(confusions);
        reliabilities = List.copyOf(reliabilities);
        detections = List.copyOf(detections);
        verdicts = List.copyOf(verdicts);
        subgroups = List.copyOf(subgroups);
        flags = List.copyOf(flags);
    }

    /**
     * The evaluated model.
     *
     * @param file name of the exported file
     * @param sha256 SHA-256 of the exported file
     * @param network source of the gradients: {@code checkpoint} or {@code file}
     * @param falseAlarmRate false-alarm rate that the model file is calibrated for
     * @param sources files of the models that transfer attacks used, by name, with their SHA-256
     */
    public record Model(
            String file,
            String sha256,
            String network,
            String task,
            List<String> classes,
            List<Integer> inputShape,
            String backbone,
            long parameters,
            List<String> detectors,
            double falseAlarmRate,
            String trainedBy,
            String dataDigest,
            Map<String, String> sources) {}

    /**
     * The images of the evaluation.
     *
     * @param origin short name of their origin
     * @param split which part of the data: {@code test} or {@code all}
     * @param splitSeed seed of the split; null without a split
     * @param digest SHA-256 of the whole data
     * @param isTrainingData whether the model was trained on data with this digest
     * @param n number of images
     * @param attacked number of images that were attacked
     * @param perClass number of images by class
     * @param attackedPerClass number of attacked images by class
     */
    public record ImageSet(
            String origin,
            String split,
            @Nullable Long splitSeed,
            String digest,
            boolean isTrainingData,
            int n,
            int attacked,
            Map<String, Integer> perClass,
            Map<String, Integer> attackedPerClass,
            List<Site> sites) {
        public ImageSet {
            sites = List.copyOf(sites);
        }
    }

    /**
     * The images of one site.
     *
     * @param split part that is evaluated: {@code test} or {@code all}
     * @param splitSeed seed of the split; null without a split
     * @param digest SHA-256 of all images of the site
     * @param trainedOn whether the model file names this digest as training data
     */
    public record Site(
            String name,
            String split,
            @Nullable Long splitSeed,
            String digest,
            boolean trainedOn,
            int n,
            Map<String, Integer> perClass) {}

    /**
     * One condition, classified by the exported file in ONNX Runtime, after rounding to 8 bits.
     *
     * @param kind kind of condition
     * @param epsilon null without attack
     * @param cleanAccuracy accuracy on the same images without the change
     * @param flagged share of the images that raises the tampering alarm
     * @param quality similarity to the clean images; null for shifts
     * @param accuracyBeforeRounding accuracy of the network on attacked images before rounding to 8 bits
     */
    public record Row(
            Condition.Kind kind,
            String name,
            List<String> options,
            ThreatModel threatModel,
            String norm,
            @Nullable Double epsilon,
            String split,
            long seed,
            int n,
            double accuracy,
            @JsonProperty("accuracy_95") Interval accuracy95,
            double balancedAccuracy,
            @JsonProperty("balanced_accuracy_95") Interval balancedAccuracy95,
            double cleanAccuracy,
            double flagged,
            @Nullable Double accuracyBeforeRounding,
            @Nullable Quality quality,
            double seconds) {}

    /**
     * The similarity to the clean images: peak signal-to-noise ratio in dB (of the mean squared error over all images) and mean structural
     * similarity, of the input images and of their reconstructions.
     */
    public record Quality(
            @Nullable Double inputPsnr,
            double inputSsim,
            @Nullable Double denoisedPsnr,
            double denoisedSsim) {}

    /**
     * The worst case over the attacks of a threat model: an image counts as correct only if it is classified correctly under each of them. {@link
     * ThreatModel#ANY} combines all attacks.
     *
     * @param attacks names of the attacks
     */
    public record WorstCase(
            ThreatModel threatModel,
            double epsilon,
            List<String> attacks,
            String split,
            long seed,
            int n,
            double accuracy,
            @JsonProperty("accuracy_95") Interval accuracy95,
            double balancedAccuracy,
            @JsonProperty("balanced_accuracy_95") Interval balancedAccuracy95) {}

    /**
     * A confusion matrix.
     *
     * @param condition name of the condition
     * @param matrix number of images by true class (row) and predicted class (column)
     */
    @SuppressWarnings("ArrayRecordComponent") // a carrier: never compared, never a key
    public record Confusion(
            String condition,
            ThreatModel threatModel,
            @Nullable Double epsilon,
            int n,
            int[][] matrix) {}

    /**
     * How well a detector's score distinguishes attacked images from clean ones.
     *
     * @param auroc area under the ROC curve, with all attacked images
     * @param aurocOfSuccessfullyAttacked the same with the successfully attacked images only; null if there are none
     * @param successfullyAttacked number of successfully attacked images
     * @param detectedAt1 share of the attacked images that is detected at a false-alarm rate of at most 1 %; the threshold is set on these clean
     *     images
     * @param detectedAt5 the same at 5 %
     * @param roc points of the curve: false-alarm rates and detection rates
     */
    @SuppressWarnings("ArrayRecordComponent") // a carrier: never compared, never a key
    public record Detection(
            String detector,
            String attack,
            ThreatModel threatModel,
            double epsilon,
            String split,
            long seed,
            int nClean,
            int nAttacked,
            double auroc,
            @Nullable Double aurocOfSuccessfullyAttacked,
            int successfullyAttacked,
            @JsonProperty("detected_at_1") double detectedAt1,
            @JsonProperty("detected_at_5") double detectedAt5,
            double[][] roc) {}

    /**
     * The verdicts in one condition, at the false-alarm rates of the model file. Trusted, flagged and out of scope add up to 1.
     *
     * @param condition name of the condition
     * @param epsilon null without attack
     * @param flagged share with the verdict SUSPECT or REJECTED
     * @param outOfScope share with the verdict OUT_OF_SCOPE; null if the model has no scope detectors
     * @param misclassified share of all images that is misclassified, with any verdict
     * @param trustedMisclassified share of all images that is misclassified and raises neither alarm
     */
    public record Verdicts(
            String condition,
            ThreatModel threatModel,
            @Nullable Double epsilon,
            String split,
            long seed,
            int n,
            double trusted,
            double flagged,
            @Nullable Double outOfScope,
            double misclassified,
            double trustedMisclassified,
            @JsonProperty("trusted_misclassified_95") Interval trustedMisclassified95) {}

    /**
     * The balanced accuracy lost under the worst shift.
     *
     * @param cleanBalancedAccuracy balanced accuracy without a shift
     * @param worst name of the worst shift
     * @param worstBalancedAccuracy balanced accuracy under it
     * @param worstDropPoints difference between the two, in percentage points
     */
    public record ShiftSummary(
            double cleanBalancedAccuracy, String worst, double worstBalancedAccuracy, double worstDropPoints) {}
}
