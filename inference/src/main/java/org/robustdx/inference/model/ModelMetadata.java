package org.robustdx.inference.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.robustdx.inference.image.Fit;

/**
 * What a model file says about itself, from its {@code metadata_props}.
 *
 * @param task what it diagnoses, such as {@code chest-xray}
 * @param classes names of the classes, in the order of the logits
 * @param height height of its input in pixels
 * @param width width of its input in pixels
 * @param channels 1 (gray) or 3 (RGB)
 * @param fit how images of another aspect ratio are brought to it (key {@code fit}: {@code crop}, the default, {@code pad} or {@code stretch})
 * @param detectors names of its detectors, in the order of the scores
 * @param calibration how their scores are read
 * @param predictionSets how probabilities become sets of classes; empty in files without the key {@code prediction_sets}
 * @param dicomScope which DICOM images it was trained for; empty in files without the key {@code scope}, where all are
 * @param properties all entries as they stand in the file
 */
public record ModelMetadata(
        String task,
        List<String> classes,
        int height,
        int width,
        int channels,
        Fit fit,
        List<String> detectors,
        Calibration calibration,
        Optional<PredictionSets> predictionSets,
        Optional<DicomScope> dicomScope,
        Map<String, String> properties) {
    /** The keys that every file has; {@code fit}, {@code prediction_sets} and {@code scope} may be there too. */
    public static final List<String> REQUIRED_KEYS = List.of(
            "task",
            "classes",
            "input_shape",
            "detectors",
            "calibration",
            "producer",
            "git_revision",
            "data_digest",
            "created",
            "method",
            "metrics");

    private static final int MAX_SIDE = 8192;

    /** Returns the metadata of a model without prediction sets and without conditions on DICOM attributes. */
    public ModelMetadata(
            String task,
            List<String> classes,
            int height,
            int width,
            int channels,
            Fit fit,
            List<String> detectors,
            Calibration calibration,
            Map<String, String> properties) {
        this(
                task,
                classes,
                height,
                width,
                channels,
                fit,
                detectors,
                calibration,
                Optional.empty(),
                Optional.empty(),
                properties);
    }

    /** Copies the collections. */
    public ModelMetadata {
        classes = List.copyOf(classes);
        detectors = List.copyOf(detectors);
        properties = Map.copyOf(properties);
    }

    /**
     * Reads the entries of a file.
     *
     * @throws InvalidModelException if one is missing or is not what the contract wants
     */
    public static ModelMetadata parse(Map<String, String> properties) throws InvalidModelException {
        for (String key : REQUIRED_KEYS) {
            if (!properties.containsKey(key)) {
                throw new InvalidModelException("metadata " + key + " is missing");
            }
        }
        String task = properties.getOrDefault("task", "");
        if (task.isBlank()) {
            throw new InvalidModelException("metadata task is blank");
        }
        List<String> classes = Json.names("classes", properties.getOrDefault("classes", ""), 2);
        List<String> detectors = Json.names("detectors", properties.getOrDefault("detectors", ""), 1);
        int[] shape = shape(properties.getOrDefault("input_shape", ""));
        Calibration calibration = Calibration.parse(properties.getOrDefault("calibration", ""), detectors);
        return new ModelMetadata(
                task,
                classes,
                shape[0],
                shape[1],
                shape[2],
                fit(properties.getOrDefault("fit", "crop")),
                detectors,
                calibration,
                predictionSets(properties, classes),
                dicomScope(properties),
                properties);
    }

    private static Optional<PredictionSets> predictionSets(Map<String, String> properties, List<String> classes)
            throws InvalidModelException {
        String json = properties.get("prediction_sets");
        return json == null ? Optional.empty() : Optional.of(PredictionSets.parse(json, classes));
    }

    private static Optional<DicomScope> dicomScope(Map<String, String> properties) throws InvalidModelException {
        String json = properties.get(DicomScope.KEY);
        return json == null ? Optional.empty() : DicomScope.parse(json);
    }

    private static int[] shape(String json) throws InvalidModelException {
        JsonNode node = Json.parse("input_shape", json);
        int[] shape = new int[3];
        boolean valid = node.isArray() && node.size() == 3;
        for (int i = 0; valid && i < 3; i++) {
            valid = node.get(i).isIntegralNumber() && node.get(i).canConvertToInt();
            shape[i] = node.get(i).intValue();
            valid &= i < 2 ? shape[i] >= 1 && shape[i] <= MAX_SIDE : shape[i] == 1 || shape[i] == 3;
        }
        if (!valid) {
            throw new InvalidModelException("metadata input_shape: " + node
                    + " (expected: [H,W,C] with H and W from 1 to " + MAX_SIDE + ", C 1 or 3)");
        }
        return shape;
    }

    private static Fit fit(String value) throws InvalidModelException {
        return switch (value) {
            case "crop" -> Fit.CROP;
            case "pad" -> Fit.PAD;
            case "stretch" -> Fit.STRETCH;
            default -> throw new InvalidModelException("metadata fit: " + value + " (expected: crop, pad or stretch)");
        };
    }
}
