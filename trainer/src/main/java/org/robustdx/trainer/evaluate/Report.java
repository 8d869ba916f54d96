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
        List<Reliability> reliabilities,
        List<Detection> detections,
        List<Verdicts> verdicts,
        @Nullable Scope scope,
        @Nullable PredictionSets predictionSets,
        List<Subgroups> subgroups,
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
     * Whether the confidence of the model matches its accuracy.
     *
     * @param expectedCalibrationError mean over images of the gap between confidence and accuracy, in bins of equal width
     * @param bins from the least to the most confident; without images, none
     */
    public record Reliability(
            String condition,
            ThreatModel threatModel,
            @Nullable Double epsilon,
            int n,
            double expectedCalibrationError,
            List<Bin> bins) {}

    /**
     * Images of about one confidence.
     *
     * @param from least confidence
     * @param to largest
     * @param n images
     * @param confidence mean largest probability
     * @param accuracy share classified correctly
     */
    public record Bin(double from, double to, int n, double confidence, double accuracy) {}

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
     * How well the scope detectors tell images of the model's kind from others.
     *
     * @param detectors that decide
     * @param falseAlarmRate that they were calibrated for
     * @param upright whether turned images are out of scope
     * @param n in-scope images: all clean images of the report
     * @param falseAlarms share of these that is declared out of scope
     * @param eitherAlarm share of these for which at least one of the two alarms is raised
     * @param sets of images out of scope; empty if none were measured
     */
    public record Scope(
            List<String> detectors,
            double falseAlarmRate,
            boolean upright,
            String split,
            long seed,
            int n,
            double falseAlarms,
            @JsonProperty("false_alarms_95") Interval falseAlarms95,
            double eitherAlarm,
            @JsonProperty("either_alarm_95") Interval eitherAlarm95,
            List<ScopeSet> sets) {
        public Scope {
            detectors = List.copyOf(detectors);
            sets = List.copyOf(sets);
        }
    }

    /**
     * One set of images out of scope.
     *
     * @param n images that the model was run on
     * @param refused files that the decoders refused, which never reach a model
     * @param auroc area under the ROC curve of the deciding score, against the in-scope images
     * @param caught share declared out of scope
     * @param trusted share for which neither alarm is raised
     */
    public record ScopeSet(
            String name,
            String description,
            OutOfScopeSet.Origin origin,
            int n,
            int refused,
            double auroc,
            @JsonProperty("auroc_95") Interval auroc95,
            double caught,
            @JsonProperty("caught_95") Interval caught95,
            double trusted) {}

    /**
     * How often the prediction sets hold the true class.
     *
     * @param coverage that they were calibrated for, for each class
     * @param epsilon of the attack that they were calibrated under; 0 for none
     * @param rows by condition, site and class
     */
    public record PredictionSets(double coverage, double epsilon, List<Coverage> rows) {
        public PredictionSets {
            rows = List.copyOf(rows);
        }
    }

    /**
     * The prediction sets of the images of one class. Images that are declared out of scope have no set and do not count.
     *
     * @param site null for all sites together
     * @param className the true class; null for all classes together
     * @param covered how many sets hold the true class
     * @param meanSize mean number of classes in a set; null without images
     */
    public record Coverage(
            String condition,
            ThreatModel threatModel,
            @Nullable Double epsilon,
            @Nullable String site,
            @Nullable String className,
            String split,
            long seed,
            Proportion covered,
            @Nullable Double meanSize) {}

    /**
     * A share and what it is of.
     *
     * @param n what the share is of
     * @param share null where n is 0
     * @param interval95 Wilson's
     */
    public record Proportion(
            int n,
            @Nullable Double share,
            @JsonProperty("share_95") Interval interval95) {
        /** Returns the share of {@code count} in {@code n}. */
        static Proportion of(int count, int n) {
            return new Proportion(n, n == 0 ? null : (Double) ((double) count / n), Interval.wilson(count, n));
        }

        /** Returns the share; NaN where n is 0. */
        double orNaN() {
            return share == null ? Double.NaN : share;
        }
    }

    /**
     * Results by an attribute of the images, such as the site or the patient's sex. All are of clean images.
     *
     * @param source where the values come from
     * @param positive the classes that sensitivity is about; empty where that is not known
     * @param unknown images without a value
     * @param groups one for each value
     * @param gaps largest differences between groups that are large enough to compare
     */
    public record Subgroups(
            String attribute,
            String source,
            List<String> positive,
            int unknown,
            List<Subgroup> groups,
            List<Gap> gaps) {
        public Subgroups {
            positive = List.copyOf(positive);
            groups = List.copyOf(groups);
            gaps = List.copyOf(gaps);
        }
    }

    /**
     * The images with one value of an attribute.
     *
     * @param compared whether the group is large enough to be compared with others
     * @param sensitivity share of the images of positive classes that are classified as one of these; null where these are not known
     * @param specificity share of the images of other classes that are classified as one of those
     * @param auroc of the probability of the positive classes; null where that does not exist
     * @param falseAlarms share of images for which the tampering alarm is raised
     * @param outOfScope share that is declared out of scope; null if the model has no scope detectors
     * @param eitherAlarm share for which at least one of the two alarms is raised
     */
    public record Subgroup(
            String name,
            int n,
            Map<String, Integer> perClass,
            boolean compared,
            Proportion accuracy,
            double balancedAccuracy,
            @JsonProperty("balanced_accuracy_95") Interval balancedAccuracy95,
            @Nullable Proportion sensitivity,
            @Nullable Proportion specificity,
            @Nullable Double auroc,
            @JsonProperty("auroc_95") @Nullable Interval auroc95,
            Proportion falseAlarms,
            @Nullable Proportion outOfScope,
            Proportion eitherAlarm) {}

    /**
     * The largest difference of a measure between two groups.
     *
     * @param points difference in percentage points
     * @param beyondChance whether the 95 % intervals of both do not overlap
     */
    public record Gap(String measure, String high, String low, double points, boolean beyondChance) {}

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
