package org.robustdx.trainer.adopt;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.robustdx.inference.file.Sha256;
import org.robustdx.inference.file.WholeFile;
import org.robustdx.inference.model.Calibration;
import org.robustdx.inference.model.Device;
import org.robustdx.inference.model.DeviceUnavailableException;
import org.robustdx.inference.model.DicomScope;
import org.robustdx.inference.model.InvalidModelException;
import org.robustdx.inference.model.OnnxModel;
import org.robustdx.inference.model.PredictionSets;
import org.robustdx.inference.verdict.VerdictPolicy;
import org.robustdx.trainer.attack.Budget;
import org.robustdx.trainer.attack.Pgd;
import org.robustdx.trainer.attack.ThreatModel;
import org.robustdx.trainer.data.DataException;
import org.robustdx.trainer.data.Dataset;
import org.robustdx.trainer.data.Splits;
import org.robustdx.trainer.data.Task;
import org.robustdx.trainer.detect.Detector;
import org.robustdx.trainer.export.OnnxExporter;
import org.robustdx.trainer.importer.ImportException;
import org.robustdx.trainer.importer.ImportedGraph;
import org.robustdx.trainer.importer.ImportedNetwork;
import org.robustdx.trainer.measure.Robustness;
import org.robustdx.trainer.model.ClassifierGraph;
import org.robustdx.trainer.model.ServedGraph;
import org.robustdx.trainer.modelfile.Build;
import org.robustdx.trainer.modelfile.JudgedModel;
import org.robustdx.trainer.modelfile.ModelDetectors;
import org.robustdx.trainer.modelfile.ScopeFit;
import org.robustdx.trainer.modelfile.Scores;
import org.robustdx.trainer.modelfile.Verifier;
import org.robustdx.trainer.nn.Layers;
import org.robustdx.trainer.nn.Layout;
import org.robustdx.trainer.nn.Parameters;

/**
 * Turns another team's classifier into a file that follows the contract: its preprocessing is found and goes into the graph, and a denoiser, detectors,
 * calibration and metadata are added. The classifier's weights stay as they are.
 */
public final class Adoption {
    private static final int TRIED = 300;
    private static final int COMPARED = 64;
    private static final int ATTACK_STEPS = 20;
    private static final double[] EPSILONS = {1, 2, 4};
    private static final Duration LIMIT = Duration.ofMinutes(1);

    /** Candidates for the denoiser, the strongest first. */
    private static final double[] RANGES = {0.2, 0.1, 0.05, 0.02};

    /** What the denoiser may cost, of the balanced accuracy. */
    private static final double DENOISER_COST = 0.02;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final byte[] file;
    private final String name;
    private final ImportedGraph graph;
    private final ClassifierFormat format;

    /**
     * What the user decides.
     *
     * @param task what the classifier diagnoses
     * @param preprocessing what it expects, or null to find out
     * @param classes names in the order of its outputs, or none to find out
     * @param keep whether the user's choice stays even if another is clearly better
     * @param falseAlarmRate of both alarms
     * @param splitSeed by which the data is split
     * @param attackImages how many test images are attacked
     */
    public record Choices(
            Task task,
            @Nullable Preprocessing preprocessing,
            List<String> classes,
            boolean keep,
            double falseAlarmRate,
            long splitSeed,
            int attackImages) {
        public Choices {
            classes = List.copyOf(classes);
            if (!(falseAlarmRate > 0 && falseAlarmRate < 1)) {
                throw new IllegalArgumentException(
                        "false-alarm-rate: " + falseAlarmRate + " (expected: above 0 and below 1)");
            }
            if (attackImages < 0) {
                throw new IllegalArgumentException("attack-images: " + attackImages + " (expected: >= 0)");
            }
        }
    }

    /**
     * What came of it.
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
    public record Result(
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
        public Result {
            trials = List.copyOf(trials);
            classes = List.copyOf(classes);
            attacked = Collections.unmodifiableMap(new LinkedHashMap<>(attacked));
        }

        /** Returns whether the adopted file says the same as the original and as its graphs, by the rule of {@code verify}. */
        public boolean agrees() {
            return largestDifference <= Verifier.TOLERANCE && verified.agree() && reimported.agree();
        }
    }

    private Adoption(byte[] file, String name, ImportedGraph graph, ClassifierFormat format) {
        this.file = file;
        this.name = name;
        this.graph = graph;
        this.format = format;
    }

    /**
     * Reads a classifier. Nothing runs yet.
     *
     * @param name of the file
     * @throws InvalidModelException if it is no classifier of square images, is not safe to open, or cannot be imported; the message is one line
     */
    public static Adoption open(byte[] file, String name) throws InvalidModelException {
        try {
            ImportedGraph graph = ImportedGraph.read(file);
            Adoption adoption = new Adoption(file, name, graph, ClassifierFormat.of(graph));
            AdoptedNetwork network = adoption.network(
                    adoption.format, Preprocessing.scaled(0, 1, adoption.channels()), new Reformer(RANGES[0]));
            Layers layers = new Layers(Layers.newGraph(), new Parameters(0), Layout.NCHW);
            int side = adoption.side();
            // Operators that are missing show now, before any image is read.
            network.add(layers, layers.sd().placeHolder("pixels", DataType.FLOAT, -1, adoption.channels(), side, side));
            return adoption;
        } catch (ImportException | InvalidModelException e) {
            throw new InvalidModelException(name + ": " + e.getMessage(), e);
        }
    }

    /** Returns the side of its images. */
    public int side() {
        return format.side();
    }

    /** Returns the channels of its images. */
    public int channels() {
        return format.channels();
    }

    private AdoptedNetwork network(ClassifierFormat as, Preprocessing preprocessing, Reformer reformer) {
        String stem = name.endsWith(".onnx") ? name.substring(0, name.length() - ".onnx".length()) : name;
        return new AdoptedNetwork(graph, as, preprocessing, reformer, stem);
    }

    /**
     * Writes the adopted file.
     *
     * @param all labelled images of the classifier's size and channels
     * @param fit how they were brought to that size; a name of the contract's entry {@code fit}
     * @param out the new file, in a folder that exists
     * @param progress hears in a line what is being done
     * @throws InvalidModelException if a choice of the user is clearly wrong, or the classifier cannot be run
     */
    public Result write(Dataset all, String fit, Choices choices, Path out, Consumer<String> progress)
            throws IOException, InvalidModelException, DataException, DeviceUnavailableException {
        boolean named = !choices.classes().isEmpty();
        List<String> names = named ? choices.classes() : all.classes();
        if (names.size() != format.classes()) {
            throw new DataException(
                    "classes: " + names + " (expected: " + format.classes() + ", as the classifier has outputs)");
        }
        Dataset labelled = all.withClasses(names);
        Splits splits = Splits.of(labelled, choices.splitSeed());
        Dataset sample = splits.train().sample(Math.min(TRIED, splits.train().size()), choices.splitSeed());
        try (OriginalModel original = OriginalModel.open(file, format, LIMIT)) {
            ClassifierFormat known = withKind(original, sample);
            progress.accept("measuring plausible preprocessings on " + sample.size() + " images");
            PreprocessingTrial trial =
                    PreprocessingTrial.of(original, known, candidates(choices.preprocessing()), sample);
            PreprocessingTrial.Result decided = decided(trial, choices, names, named);
            List<String> ordered = PreprocessingTrial.ordered(names, decided.order());
            Splits parts = Splits.of(all.withClasses(ordered), choices.splitSeed());
            progress.accept("preprocessing: " + decided.preprocessing() + "; classes: " + ordered);
            Reformer reformer = reformer(original, known, decided.preprocessing(), parts.validation());
            AdoptedNetwork network = network(known, decided.preprocessing(), reformer);
            progress.accept("fitting the detectors to " + parts.train().size() + " training and "
                    + parts.validation().size() + " validation images");
            List<Detector> detectors =
                    ModelDetectors.fit(network, choices.task().upright(), parts.train(), parts.validation());
            ServedGraph served = new ServedGraph(network, detectors);
            progress.accept(
                    "calibrating the detectors on " + parts.calibration().size() + " images");
            Scores clean = Scores.of(served, parts.calibration());
            Calibration calibration = ScopeFit.calibrated(
                    clean.byDetector(), Scores.of(served, parts.validation()).byDetector(), choices.falseAlarmRate());
            PredictionSets sets = PredictionSets.calibrated(
                    ordered, clean.probabilities(), parts.calibration().labels(), PredictionSets.DEFAULT_COVERAGE, 0);
            Map<String, String> metadata = new LinkedHashMap<>();
            metadata.put("task", choices.task().id());
            metadata.put("classes", JSON.writeValueAsString(ordered));
            metadata.put("input_shape", JSON.writeValueAsString(List.of(side(), side(), channels())));
            metadata.put("fit", fit);
            metadata.put(ImportedNetwork.KEY, network.places().toJson());
            metadata.put("detectors", JSON.writeValueAsString(served.detectors()));
            metadata.put("calibration", calibration.toJson());
            metadata.put("prediction_sets", sets.toJson());
            choices.task().dicomScope().ifPresent(scope -> metadata.put(DicomScope.KEY, scope.toJson()));
            metadata.put("producer", "robustdx " + Build.version());
            metadata.put("git_revision", Build.revision());
            metadata.put("data_digest", all.digest());
            metadata.put(
                    "created", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
            metadata.put("method", JSON.writeValueAsString(method(decided.preprocessing(), reformer, choices)));
            metadata.put("parent_sha256", Sha256.hex(file));
            metadata.putAll(ModelDetectors.entries(detectors));
            export(served, metadata, Map.of(), out);
            Result measured = measured(
                    original, known, trial, decided, ordered, reformer, network, served, parts, choices, out, progress);
            export(served, metadata, metrics(measured), out);
            return measured;
        }
    }

    private static void export(ServedGraph served, Map<String, String> metadata, Map<String, Object> metrics, Path out)
            throws IOException {
        metadata.put("metrics", JSON.writeValueAsString(metrics));
        WholeFile.write(
                out, OnnxExporter.export(served, Build.version(), metadata).toByteArray());
    }

    private List<Preprocessing> candidates(@Nullable Preprocessing chosen) {
        if (format.bytes()) {
            return List.of(Preprocessing.scaled(0, 255, channels()));
        }
        List<Preprocessing> candidates = new ArrayList<>(Preprocessing.usual(channels()));
        if (chosen != null && !candidates.contains(chosen)) {
            candidates.add(0, chosen);
        }
        return candidates;
    }

    private static PreprocessingTrial.Result decided(
            PreprocessingTrial trial, Choices choices, List<String> names, boolean named) throws InvalidModelException {
        if (!choices.keep()) {
            return trial.decided(choices.preprocessing(), named, names);
        }
        PreprocessingTrial.Result own = trial.results().stream()
                .filter(r ->
                        choices.preprocessing() == null || r.preprocessing().equals(choices.preprocessing()))
                .findFirst()
                .orElseThrow();
        return named
                ? new PreprocessingTrial.Result(
                        own.preprocessing(), own.asGiven(), own.asGiven(), ClassOrder.identity(names.size()))
                : own;
    }

    /** Rows that are probabilities without an activation that is recognised show by their values. */
    private ClassifierFormat withKind(OriginalModel original, Dataset sample) throws InvalidModelException {
        if (format.kind() != ClassifierFormat.Kind.LOGITS) {
            return format;
        }
        Dataset few = sample.sample(Math.min(32, sample.size()), 1);
        for (float[] row : original.outputs(few, candidates(null).get(0))) {
            double sum = 0;
            for (float value : row) {
                sum += value;
                if (value < 0 || value > 1) {
                    return format;
                }
            }
            if (row.length > 1 && Math.abs(sum - 1) > 1e-3) {
                return format;
            }
        }
        if (format.columns() == 1) {
            throw new InvalidModelException("output " + format.output()
                    + ": a probability that no Sigmoid computes at the end of the graph (expected: a Sigmoid,"
                    + " or a logit)");
        }
        return format.withKind(ClassifierFormat.Kind.PROBABILITIES);
    }

    /** Returns the strongest denoiser that costs little accuracy on images that decide nothing else; else the weakest. */
    private static Reformer reformer(
            OriginalModel original, ClassifierFormat format, Preprocessing preprocessing, Dataset validation)
            throws InvalidModelException {
        double before = accuracy(original, format, preprocessing, validation);
        for (double range : RANGES) {
            Reformer reformer = new Reformer(range);
            double after = accuracy(original, format, preprocessing, reformer.applied(validation));
            if (after >= before - DENOISER_COST) {
                return reformer;
            }
        }
        return new Reformer(RANGES[RANGES.length - 1]);
    }

    private static double accuracy(
            OriginalModel original, ClassifierFormat format, Preprocessing preprocessing, Dataset images)
            throws InvalidModelException {
        boolean probabilities = format.kind() != ClassifierFormat.Kind.LOGITS;
        return ClassOrder.of(original.outputs(images, preprocessing), images.labels(), format.classes(), probabilities)
                .balancedAccuracy(ClassOrder.identity(format.classes()));
    }

    private Map<String, Object> method(Preprocessing preprocessing, Reformer reformer, Choices choices) {
        Map<String, Object> method = new LinkedHashMap<>();
        method.put("name", "adopted");
        method.put("classifier", name);
        method.put("classifier_sha256", Sha256.hex(file));
        method.put("layout", format.channelsLast() ? "NHWC" : "NCHW");
        method.put("preprocessing", preprocessing.toString());
        method.put("output", format.kind().name().toLowerCase(Locale.ROOT));
        method.put("denoiser", "bilateral filter, 5x5");
        method.put("denoiser_range", reformer.range());
        method.put("split_seed", choices.splitSeed());
        return method;
    }

    private Result measured(
            OriginalModel original,
            ClassifierFormat known,
            PreprocessingTrial trial,
            PreprocessingTrial.Result decided,
            List<String> classes,
            Reformer reformer,
            AdoptedNetwork network,
            ServedGraph served,
            Splits parts,
            Choices choices,
            Path out,
            Consumer<String> progress)
            throws IOException, InvalidModelException, DeviceUnavailableException {
        Dataset compared =
                parts.validation().sample(Math.min(COMPARED, parts.validation().size()), choices.splitSeed());
        progress.accept("comparing the adopted file with the original on " + compared.size() + " images");
        Verifier.Differences verified = Verifier.compare(out, served, compared);
        Verifier.Differences reimported;
        try (JudgedModel judged = JudgedModel.open(out)) {
            reimported = Verifier.compare(out, judged.servedGraph(), compared);
        }
        try (OnnxModel model = OnnxModel.open(out, new OnnxModel.Options(Device.CPU, 0))) {
            double difference =
                    Comparison.largest(known, original.outputs(compared, decided.preprocessing()), model, compared);
            VerdictPolicy policy = VerdictPolicy.of(model.metadata());
            progress.accept("classifying the test split of " + parts.test().size() + " images");
            Robustness.Outcome clean = Robustness.read(model, policy, parts.test());
            Map<Double, Robustness.Outcome> attacked = new LinkedHashMap<>();
            if (choices.attackImages() > 0) {
                Dataset sample = parts.test()
                        .sample(Math.min(choices.attackImages(), parts.test().size()), choices.splitSeed());
                ClassifierGraph classifier = new ClassifierGraph(network);
                for (double epsilon : EPSILONS) {
                    progress.accept(
                            "attacking " + sample.size() + " test images: pgd, epsilon " + (int) epsilon + "/255");
                    Dataset adversarial = Robustness.attacked(
                            classifier, sample, new Pgd(ATTACK_STEPS, 1), new Budget(epsilon), choices.splitSeed());
                    attacked.put(epsilon, Robustness.read(model, policy, adversarial));
                }
            }
            return new Result(
                    described(known),
                    trial.results().stream().map(Adoption::shown).toList(),
                    trial.images(),
                    decided.preprocessing(),
                    classes,
                    reformer.range(),
                    difference,
                    verified,
                    reimported,
                    clean,
                    attacked,
                    model.sha256());
        }
    }

    private static String shown(PreprocessingTrial.Result result) {
        return String.format(Locale.ROOT, "%5.1f %%  %s", 100 * result.best(), result.preprocessing());
    }

    private static String described(ClassifierFormat format) {
        return format.input() + ": " + (format.bytes() ? "uint8" : "float32") + " "
                + (format.channelsLast() ? "NHWC" : "NCHW")
                + ", " + format.side() + "x" + format.side() + "x" + format.channels() + ", batch "
                + (format.fixedBatch() > 0 ? Long.toString(format.fixedBatch()) : "open") + "; " + format.output()
                + ": "
                + format.columns() + " columns, " + format.kind().name().toLowerCase(Locale.ROOT);
    }

    private static Map<String, Object> metrics(Result result) {
        Map<String, Object> map = new LinkedHashMap<>();
        Map<String, Object> test = result.clean().toMap();
        test.put("split", "test");
        map.put("test", test);
        List<Map<String, Object>> attacks = new ArrayList<>();
        result.attacked().forEach((epsilon, outcome) -> {
            Map<String, Object> attack = new LinkedHashMap<>();
            attack.put("attack", "pgd");
            attack.put("options", new Pgd(ATTACK_STEPS, 1).options());
            attack.put("threat_model", ThreatModel.WHITE_BOX.summary());
            attack.put("norm", "L-inf");
            attack.put("epsilon", epsilon);
            attack.put("split", "test");
            attack.putAll(outcome.toMap());
            attacks.add(attack);
        });
        map.put("attacks", attacks);
        map.put("max_abs_difference_to_original", result.largestDifference());
        map.put("max_abs_logit_difference", result.verified().logits());
        return map;
    }
}
