package org.robustdx.trainer.pipeline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.robustdx.inference.model.InvalidModelException;
import org.robustdx.inference.model.ModelMetadata;
import org.robustdx.trainer.data.Dataset;
import org.robustdx.trainer.detect.Combined;
import org.robustdx.trainer.detect.Detector;
import org.robustdx.trainer.detect.Detectors;
import org.robustdx.trainer.model.DenoisingCnn;
import org.robustdx.trainer.model.ServedGraph;

/** The detectors of a model: those that need no fitting, and their sum, whose constants are fitted to it and travel in its file. */
public final class ModelDetectors {
    /** Key of {@code metadata_props}: the parts of {@link Combined} as JSON. */
    static final String COMBINED = "combined";

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    private ModelDetectors() {}

    private record Part(String detector, double floor, double centre, double spread) {}

    /**
     * Returns the detectors of a model, newly fitted.
     *
     * @param clean images that the model did not learn from; not those that calibrate the detectors
     */
    public static List<Detector> fit(DenoisingCnn model, Dataset clean) {
        List<Detector> all = new ArrayList<>(List.of(Detectors.values()));
        Map<String, float[]> scores = Scores.of(new ServedGraph(model, all), clean);
        all.add(Combined.fit(Combined.PARTS, scores));
        return List.copyOf(all);
    }

    /**
     * Returns the detectors that a file lists, in its order, with its constants.
     *
     * @throws InvalidModelException if it lists one that is not known, or its constants cannot be read
     */
    public static List<Detector> of(ModelMetadata metadata) throws InvalidModelException {
        List<Detector> detectors = new ArrayList<>();
        for (String name : metadata.detectors()) {
            detectors.add(name.equals(Combined.ID) ? combined(metadata) : known(name));
        }
        return List.copyOf(detectors);
    }

    /** Returns the entries of {@code metadata_props} from which {@link #of} reads these detectors' constants. */
    static Map<String, String> entries(List<? extends Detector> detectors) throws JsonProcessingException {
        for (Detector detector : detectors) {
            if (detector instanceof Combined combined) {
                return Map.of(
                        COMBINED,
                        JSON.writeValueAsString(combined.parts().stream()
                                .map(p -> new Part(p.detector().id(), p.floor(), p.centre(), p.spread()))
                                .toList()));
            }
        }
        return Map.of();
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
                        + List.of(Detectors.values()).stream().map(Detector::id).toList() + ", " + Combined.ID + ")"));
    }
}
