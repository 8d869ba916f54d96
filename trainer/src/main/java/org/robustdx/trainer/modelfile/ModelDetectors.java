package org.robustdx.trainer.modelfile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.robustdx.inference.model.InvalidModelException;
import org.robustdx.inference.model.ModelMetadata;
import org.robustdx.trainer.data.Dataset;
import org.robustdx.trainer.detect.Combined;
import org.robustdx.trainer.detect.Detector;
import org.robustdx.trainer.detect.Detectors;
import org.robustdx.trainer.detect.FrontDetectors;
import org.robustdx.trainer.detect.ResidualSpectrum;
import org.robustdx.trainer.export.OnnxConstants;
import org.robustdx.trainer.model.Network;
import org.robustdx.trainer.model.ServedGraph;
import org.robustdx.trainer.scope.Matrix;
import org.robustdx.trainer.scope.ScopeDetector;
import org.robustdx.trainer.scope.ScopeDetectors;
import org.robustdx.trainer.scope.ScopeScore;

/**
 * The detectors of a model: those that need no fitting, their sum, and those of scope. What was fitted travels in the file: scalars in its metadata,
 * arrays as constants of its graph.
 */
public final class ModelDetectors {
    /** Key of {@code metadata_props}: the parts of {@link Combined} as JSON. */
    static final String COMBINED = "combined";

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    /** Key of {@code metadata_props}: the parts of {@link ScopeScore} as JSON. */
    static final String SCOPE = "scope_parts";

    private ModelDetectors() {}

    private record Part(String detector, double floor, double centre, double spread) {}

    /**
     * Returns the detectors of tampering and of scope of a model, newly fitted.
     *
     * @param upright whether its images have a defined upright position
     * @param train images that it learned from
     * @param clean images that it did not learn from; not those that calibrate the detectors
     */
    public static List<Detector> fit(Network model, boolean upright, Dataset train, Dataset clean) {
        List<Detector> all = new ArrayList<>(fit(model, clean));
        all.addAll(ScopeFit.fit(model, upright, train, clean));
        return List.copyOf(all);
    }

    /**
     * Returns the detectors of tampering of a model, newly fitted.
     *
     * @param clean images that the model did not learn from; not those that calibrate the detectors
     */
    public static List<Detector> fit(Network model, Dataset clean) {
        List<Detector> all = new ArrayList<>(List.of(Detectors.values()));
        Map<String, float[]> scores =
                Scores.of(new ServedGraph(model, all), clean).byDetector();
        all.add(Combined.fit(Combined.PARTS, scores));
        return List.copyOf(all);
    }

    /**
     * Returns the detectors that a file lists, in its order, with its constants.
     *
     * @param metadata of the file
     * @param file read only where its graph holds arrays of detectors
     * @throws InvalidModelException if it lists one that is not known, or its constants cannot be read
     */
    public static List<Detector> of(ModelMetadata metadata, Path file) throws InvalidModelException {
        List<Detector> detectors = new ArrayList<>();
        byte[] content = {};
        for (String name : metadata.detectors()) {
            Optional<ScopeDetectors> scope = ScopeDetectors.named(name);
            if (scope.isPresent()) {
                content = content.length == 0 ? content(file) : content;
                detectors.add(scopeDetector(scope.get(), metadata, content));
            } else if (FrontDetectors.named(name).isPresent()) {
                detectors.add(FrontDetectors.named(name).get());
            } else if (name.equals(ResidualSpectrum.ID)) {
                content = content.length == 0 ? content(file) : content;
                detectors.add(residualSpectrum(metadata, content));
            } else if (name.equals(ScopeScore.ID)) {
                detectors.add(scopeScore(metadata));
            } else {
                detectors.add(name.equals(Combined.ID) ? combined(metadata) : known(name));
            }
        }
        return List.copyOf(detectors);
    }

    /** Returns the entries of {@code metadata_props} from which {@link #of} reads these detectors' constants. */
    public static Map<String, String> entries(List<? extends Detector> detectors) throws JsonProcessingException {
        Map<String, String> entries = new LinkedHashMap<>();
        for (Detector detector : detectors) {
            if (detector instanceof Combined combined) {
                entries.put(
                        COMBINED,
                        JSON.writeValueAsString(combined.parts().stream()
                                .map(p -> new Part(p.detector().id(), p.floor(), p.centre(), p.spread()))
                                .toList()));
            } else if (detector instanceof ScopeScore scope) {
                entries.put(SCOPE, JSON.writeValueAsString(scope.parts()));
            }
        }
        return entries;
    }

    private static byte[] content(Path file) throws InvalidModelException {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new InvalidModelException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private static ScopeDetector scopeDetector(ScopeDetectors kind, ModelMetadata metadata, byte[] content)
            throws InvalidModelException {
        Map<String, Matrix> arrays = new LinkedHashMap<>();
        try {
            OnnxConstants.of(content, kind.id() + ".")
                    .forEach((name, c) -> arrays.put(name, new Matrix(c.rows(), c.columns(), c.values())));
        } catch (IOException | IllegalArgumentException e) {
            throw new InvalidModelException("detector " + kind.id() + ": " + e.getMessage(), e);
        }
        if (arrays.isEmpty()) {
            throw new InvalidModelException("detector " + kind.id() + ": its arrays are missing in the graph");
        }
        return ScopeDetector.restored(kind, metadata.height(), metadata.channels(), arrays);
    }

    private static ResidualSpectrum residualSpectrum(ModelMetadata metadata, byte[] content)
            throws InvalidModelException {
        try {
            Map<String, OnnxConstants.Constant> arrays = OnnxConstants.of(content, ResidualSpectrum.ID + ".");
            OnnxConstants.Constant weights = arrays.get(ResidualSpectrum.WEIGHTS);
            OnnxConstants.Constant bias = arrays.get(ResidualSpectrum.BIAS);
            if (weights == null || bias == null) {
                throw new IllegalArgumentException("its arrays are missing in the graph");
            }
            return new ResidualSpectrum(metadata.height(), weights.values(), bias.values()[0]);
        } catch (IOException | IllegalArgumentException e) {
            throw new InvalidModelException("detector " + ResidualSpectrum.ID + ": " + e.getMessage(), e);
        }
    }

    private static ScopeScore scopeScore(ModelMetadata metadata) throws InvalidModelException {
        try {
            ScopeScore.Part[] parts =
                    JSON.readValue(metadata.properties().getOrDefault(SCOPE, ""), ScopeScore.Part[].class);
            if (parts == null || Arrays.stream(parts).anyMatch(Objects::isNull)) {
                throw new IllegalArgumentException("null (expected: the parts)");
            }
            return new ScopeScore(List.of(parts));
        } catch (JsonProcessingException e) {
            throw new InvalidModelException(
                    "metadata " + SCOPE + ": not understood (expected: detector, centre and tail of each part)", e);
        } catch (IllegalArgumentException e) {
            throw new InvalidModelException("metadata " + SCOPE + ": " + e.getMessage(), e);
        }
    }

    private static Combined combined(ModelMetadata metadata) throws InvalidModelException {
        String json = metadata.properties().getOrDefault(COMBINED, "");
        try {
            List<Combined.Part> parts = new ArrayList<>();
            Part[] read = JSON.readValue(json, Part[].class);
            if (read == null || Arrays.stream(read).anyMatch(Objects::isNull)) {
                throw new IllegalArgumentException("null (expected: the parts)");
            }
            for (Part part : read) {
                parts.add(new Combined.Part(known(part.detector()), part.floor(), part.centre(), part.spread()));
            }
            return new Combined(parts);
        } catch (JsonProcessingException e) {
            throw new InvalidModelException(
                    "metadata " + COMBINED
                            + ": not understood (expected: detector, floor, centre and spread of each part)",
                    e);
        } catch (IllegalArgumentException e) {
            throw new InvalidModelException("metadata " + COMBINED + ": " + e.getMessage(), e);
        }
    }

    private static Detectors known(String name) throws InvalidModelException {
        return Detectors.named(name)
                .orElseThrow(() -> new InvalidModelException("detector " + name + " is unknown (expected: one of "
                        + List.of(Detectors.values()).stream().map(Detector::id).toList() + ", " + Combined.ID + ", "
                        + ScopeScore.ID + ", " + ResidualSpectrum.ID + ", a scope detector or a detector of a front)"));
    }
}
