package org.robustdx.trainer.adopt;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.nd4j.linalg.api.buffer.DataType;
import org.robustdx.inference.file.Sha256;
import org.robustdx.inference.file.WholeFile;
import org.robustdx.inference.model.Calibration;
import org.robustdx.inference.model.DeviceUnavailableException;
import org.robustdx.inference.model.DicomScope;
import org.robustdx.inference.model.InvalidModelException;
import org.robustdx.inference.model.PredictionSets;
import org.robustdx.trainer.data.DataException;
import org.robustdx.trainer.data.Dataset;
import org.robustdx.trainer.data.Splits;
import org.robustdx.trainer.detect.Detector;
import org.robustdx.trainer.export.OnnxExporter;
import org.robustdx.trainer.importer.ImportException;
import org.robustdx.trainer.importer.ImportedGraph;
import org.robustdx.trainer.importer.ImportedNetwork;
import org.robustdx.trainer.model.ServedGraph;
import org.robustdx.trainer.modelfile.Build;
import org.robustdx.trainer.modelfile.ModelDetectors;
import org.robustdx.trainer.modelfile.ScopeFit;
import org.robustdx.trainer.modelfile.Scores;
import org.robustdx.trainer.nn.Layers;
import org.robustdx.trainer.nn.Layout;
import org.robustdx.trainer.nn.Parameters;

/**
 * Turns another team's classifier into a file that follows the contract: its preprocessing is found and goes into the graph, and a denoiser, detectors,
 * calibration and metadata are added. The classifier's weights stay as they are.
 */
public final class Adoption {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final byte[] file;
    private final String name;
    private final ImportedGraph graph;
    private final ClassifierFormat format;

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
            AdoptedNetwork network =
                    adoption.network(adoption.format, Preprocessing.scaled(0, 1, adoption.channels()), new Reformer(1));
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
        return new AdoptedNetwork(graph, as, preprocessing, reformer, stem, null);
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
    public AdoptionResult write(Dataset all, String fit, AdoptionChoices choices, Path out, Consumer<String> progress)
            throws IOException, InvalidModelException, DataException, DeviceUnavailableException {
        try (OriginalModel original = OriginalModel.open(file, format, LIMIT)) {
            AdoptionDecision decision = AdoptionDecision.of(original, format, all, choices, progress);
            Splits parts = Splits.of(all.withClasses(decision.classes()), choices.splitSeed());
            AdoptedNetwork network = network(decision.format(), decision.preprocessing(), decision.denoiser());
            progress.accept("fitting the detectors to " + parts.train().size() + " training and "
                    + parts.validation().size() + " validation images");
            List<Detector> detectors =
                    ModelDetectors.fit(network, choices.task().upright(), parts.train(), parts.validation());
            ServedGraph served = new ServedGraph(network, detectors);
            progress.accept(
                    "calibrating the detectors on " + parts.calibration().size() + " images");
            Map<String, String> entries = calibrated(served, parts, decision.classes(), choices);
            entries.put("task", choices.task().id());
            entries.put("input_shape", JSON.writeValueAsString(List.of(side(), side(), channels())));
            entries.put("fit", fit);
            entries.put(ImportedNetwork.KEY, network.places().toJson());
            choices.task().dicomScope().ifPresent(scope -> entries.put(DicomScope.KEY, scope.toJson()));
            entries.put("producer", "robustdx " + Build.version());
            entries.put("git_revision", Build.revision());
            entries.put("data_digest", all.digest());
            entries.put("created", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
            entries.put("method", JSON.writeValueAsString(method(decision, choices)));
            entries.put("parent_sha256", Sha256.hex(file));
            entries.putAll(ModelDetectors.entries(detectors));
            export(served, entries, Map.of(), out);
            AdoptionResult result =
                    new AdoptionMeasurement(original, decision, choices, progress).measure(out, network, served, parts);
            export(served, entries, result.metrics(), out);
            return result;
        }
    }

    /** Returns the entries that the calibration part decides. */
    private static Map<String, String> calibrated(
            ServedGraph served, Splits parts, List<String> classes, AdoptionChoices choices) throws IOException {
        Scores clean = Scores.of(served, parts.calibration());
        Calibration calibration = ScopeFit.calibrated(
                clean.byDetector(), Scores.of(served, parts.validation()).byDetector(), choices.falseAlarmRate());
        PredictionSets sets = PredictionSets.calibrated(
                classes, clean.probabilities(), parts.calibration().labels(), PredictionSets.DEFAULT_COVERAGE, 0);
        Map<String, String> entries = new LinkedHashMap<>();
        entries.put("classes", JSON.writeValueAsString(classes));
        entries.put("detectors", JSON.writeValueAsString(served.detectors()));
        entries.put("calibration", calibration.toJson());
        entries.put("prediction_sets", sets.toJson());
        return entries;
    }

    private static void export(ServedGraph served, Map<String, String> metadata, Map<String, Object> metrics, Path out)
            throws IOException {
        metadata.put("metrics", JSON.writeValueAsString(metrics));
        WholeFile.write(
                out, OnnxExporter.export(served, Build.version(), metadata).toByteArray());
    }

    private Map<String, Object> method(AdoptionDecision decision, AdoptionChoices choices) {
        Map<String, Object> method = new LinkedHashMap<>();
        method.put("name", "adopted");
        method.put("classifier", name);
        method.put("classifier_sha256", Sha256.hex(file));
        method.put("layout", format.channelsLast() ? "NHWC" : "NCHW");
        method.put("preprocessing", decision.preprocessing().toString());
        method.put("output", decision.format().kind().name().toLowerCase(Locale.ROOT));
        method.put("denoiser", "bilateral filter, 5x5");
        method.put("denoiser_range", decision.denoiser().range());
        method.put("split_seed", choices.splitSeed());
        return method;
    }
}
