package org.robustdx.trainer.evaluate;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.robustdx.trainer.attack.ThreatModel;
import org.robustdx.trainer.evaluate.sets.OutOfScopeSet;
import org.robustdx.trainer.report.Interval;

/**
 * The results of an evaluation. {@code report.json} holds exactly this, with keys in snake case. Shares are from 0 to 1; ε is in L-inf, in units
 * of 1/255; a number that does not exist is null.
 *
 * @param format of this report
 * @param created when, ISO 8601
 * @param producer program and version
 * @param gitRevision of the program
 * @param model that was judged
 * @param images that it was judged on
 * @param seed of noise, attacks and resampling
 * @param rows one for each condition
 * @param worstCases over all attacks of a threat model
 * @param confusions of a few conditions
 * @param reliabilities of a few conditions
 * @param detections one for each attack, ε and detector
 * @param verdicts one for the clean images and for each attack and ε
 * @param scope how well the scope detectors work; null if the model has none
 * @param predictionSets how often the sets hold the true class; null if the model has none
 * @param subgroups one for each attribute
 * @param shifts what they cost
 * @param checks of the model
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
     * The model.
     *
     * @param file its name
     * @param sha256 of the exported file
     * @param network where the gradients come from: {@code checkpoint} or {@code file}
     * @param falseAlarmRate that the served verdict promises
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
     * The images.
     *
     * @param origin in a word or two
     * @param split which part of the data: {@code test} or {@code all}
     * @param splitSeed by which the data was split
     * @param digest SHA-256 of the whole data
     * @param isTrainingData whether that is the digest of the data that the model was trained on
     * @param n images of the part
     * @param attacked images that were attacked
     * @param perClass images of the part, by class
     * @param attackedPerClass images that were attacked, by class
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
     * Images of one origin.
     *
     * @param split which part of them was judged: {@code test} or {@code all}
     * @param splitSeed by which they were split; null where they were not
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
     * @param kind of condition
     * @param epsilon null without attack
     * @param cleanAccuracy of the same images without the change
     * @param flagged share that the served verdict flags
     * @param quality of the images and their reconstructions; null for shifts
     * @param accuracyBeforeRounding of the network, of attacked images before they are rounded
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
     * How close the images are to the clean ones: peak signal-to-noise ratio in dB (of the mean squared error over all images) and mean structural
     * similarity, as given and as the decoder returns them.
     */
    public record Quality(
            @Nullable Double inputPsnr,
            double inputSsim,
            @Nullable Double denoisedPsnr,
            double denoisedSsim) {}

    /**
     * Images that are classified correctly under every attack of a threat model; {@link ThreatModel#ANY} takes all attacks together.
     *
     * @param attacks by name
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
     * @param condition in words
     * @param matrix images by true class (row) and predicted class (column)
     */
    @SuppressWarnings("ArrayRecordComponent") // a carrier: never compared, never a key
    public record Confusion(
            String condition,
            ThreatModel threatModel,
            @Nullable Double epsilon,
            int n,
            int[][] matrix) {}

    /**
     * How well a detector's score tells attacked images from clean ones.
     *
     * @param auroc area under the ROC curve; of all attacked images
     * @param aurocOfMisread the same, of the successfully attacked images alone; null if there are none
     * @param misread how many these are
     * @param detectedAt1 share of the attacked images found at a false alarm rate of at most 1 %, by a threshold set on these clean images
     * @param detectedAt5 the same at 5 %
     * @param roc the curve, thinned out: false alarm rates and detection rates
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
            @Nullable Double aurocOfMisread,
            int misread,
            @JsonProperty("detected_at_1") double detectedAt1,
            @JsonProperty("detected_at_5") double detectedAt5,
            double[][] roc) {}

    /**
     * The verdicts in one condition, by the rates of the model file. Trusted, flagged and out of scope add up to 1.
     *
     * @param condition in words
     * @param epsilon null without attack
     * @param flagged share with the verdict SUSPECT or REJECTED
     * @param outOfScope share with that verdict; null if the model has no scope detectors
     * @param misclassified share of all images, whatever their verdict
     * @param trustedMisclassified share of all images that are misclassified and raise neither alarm
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
     * What the shifts cost.
     *
     * @param cleanBalancedAccuracy without any
     * @param worst name of the worst one
     * @param worstBalancedAccuracy under it
     * @param worstDropPoints difference of the two, in percentage points
     */
    public record ShiftSummary(
            double cleanBalancedAccuracy, String worst, double worstBalancedAccuracy, double worstDropPoints) {}
}
