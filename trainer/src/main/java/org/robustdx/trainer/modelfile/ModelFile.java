package org.robustdx.trainer.modelfile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.robustdx.inference.file.WholeFile;
import org.robustdx.inference.model.Calibration;
import org.robustdx.inference.model.DicomScope;
import org.robustdx.inference.model.PredictionSets;
import org.robustdx.trainer.data.Task;
import org.robustdx.trainer.detect.Detector;
import org.robustdx.trainer.export.OnnxExporter;
import org.robustdx.trainer.model.Blueprint;
import org.robustdx.trainer.model.ServedGraph;
import org.robustdx.trainer.train.DicomConditions;
import org.robustdx.trainer.train.TrainOptions;

/** Writes a model as the self-describing ONNX file that is served. */
public final class ModelFile {
    private static final String PRODUCER = "robustdx";
    private static final ObjectMapper JSON = new ObjectMapper();

    private ModelFile() {}

    /**
     * Writes the file in place of an older one, all of it or nothing.
     *
     * @param origin further entries: where the model comes from
     * @param metrics measured on data that chose nothing; empty in a draft
     */
    public static void write(
            Path file,
            SavedModel saved,
            List<? extends Detector> detectors,
            Calibration calibration,
            PredictionSets sets,
            Map<String, String> origin,
            Map<String, Object> metrics)
            throws IOException {
        ServedGraph served = saved.servedGraph(detectors);
        Map<String, String> metadata = metadata(saved, served, calibration, metrics);
        metadata.put("prediction_sets", sets.toJson());
        metadata.putAll(origin);
        metadata.putAll(ModelDetectors.entries(detectors));
        DicomConditions.changed(
                        Task.of(saved.provenance().task()).dicomScope(),
                        saved.publication().dicom())
                .ifPresent(scope -> metadata.put(DicomScope.KEY, scope.toJson()));
        WholeFile.write(
                file, OnnxExporter.export(served, Build.version(), metadata).toByteArray());
    }

    private static Map<String, String> metadata(
            SavedModel saved, ServedGraph served, Calibration calibration, Map<String, Object> metrics)
            throws JsonProcessingException {
        Blueprint spec = saved.state().spec();
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("task", saved.provenance().task());
        metadata.put("classes", JSON.writeValueAsString(saved.provenance().classes()));
        metadata.put(
                "input_shape", JSON.writeValueAsString(List.of(spec.imageSize(), spec.imageSize(), spec.channels())));
        metadata.put("fit", saved.provenance().fit());
        metadata.putAll(spec.entries());
        metadata.put("detectors", JSON.writeValueAsString(served.detectors()));
        metadata.put("calibration", calibration.toJson());
        metadata.put("producer", PRODUCER + " " + Build.version());
        metadata.put("git_revision", Build.revision());
        metadata.put("data_digest", saved.provenance().dataDigest());
        metadata.put("created", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        metadata.put("method", JSON.writeValueAsString(method(saved)));
        metadata.put("metrics", JSON.writeValueAsString(metrics));
        return metadata;
    }

    private static Map<String, Object> method(SavedModel saved) {
        Blueprint spec = saved.state().spec();
        TrainOptions options = saved.state().options();
        Map<String, Object> method = new LinkedHashMap<>();
        method.put("name", options.loss().method().toString());
        spec.settings().forEach((name, value) -> method.put(name.replace('-', '_'), value));
        method.put("parameters", saved.model().parameters().count());
        options.settings().forEach((name, value) -> {
            if (value instanceof Number || value instanceof String || value instanceof Boolean) {
                method.put(name.replace('-', '_'), value);
            }
        });
        method.remove("method"); // it is the name
        method.put("epochs", saved.state().epoch());
        method.put("best_epoch", saved.state().bestEpoch());
        method.put("split_seed", saved.provenance().splitSeed());
        return method;
    }
}
