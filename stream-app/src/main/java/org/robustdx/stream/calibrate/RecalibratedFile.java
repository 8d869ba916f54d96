package org.robustdx.stream.calibrate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.robustdx.inference.file.WholeFile;
import org.robustdx.inference.graph.MetadataEntries;
import org.robustdx.inference.graph.UnsafeGraphException;
import org.robustdx.inference.model.Device;
import org.robustdx.inference.model.DeviceUnavailableException;
import org.robustdx.inference.model.InvalidModelException;
import org.robustdx.inference.model.OnnxModel;
import org.robustdx.kafka.Topics;

/**
 * Writes a model file with a calibration by diagnoses. The graph stays the same byte by byte. The metadata entries {@code calibration}, {@code sites},
 * {@code parent_sha256} and {@code metrics} change.
 */
public final class RecalibratedFile {
    private static final String BEFORE = "before_calibration";
    private static final String USE = "use";
    private static final String CALIBRATION = "calibration";
    private static final ObjectMapper JSON = new ObjectMapper();

    private RecalibratedFile() {}

    /**
     * Where the scores come from.
     *
     * @param source the source of the images
     * @param since time of the oldest diagnosis that counts, in ISO form
     * @param trim largest share that an attacker sent
     */
    public record Origin(String source, String since, double trim) {}

    /**
     * Writes the new file, all of it or nothing, once it has been opened as the app would open it.
     *
     * @param out the new file, in a folder that exists
     * @param content of the former file
     * @param former the former file, opened
     * @return SHA-256 of the new file
     * @throws InvalidModelException if the file cannot be changed, or the new one breaches the contract
     */
    public static String write(
            Path out, byte[] content, OnnxModel former, TrimmedCalibration calibration, Origin origin)
            throws IOException, InvalidModelException, DeviceUnavailableException {
        byte[] changed;
        try {
            changed = MetadataEntries.with(content, entries(former, calibration, origin));
        } catch (UnsafeGraphException e) {
            throw new InvalidModelException(former.name() + ": " + e.getMessage(), e);
        }
        try (OnnxModel now =
                OnnxModel.open(String.valueOf(out.getFileName()), changed, new OnnxModel.Options(Device.CPU, 0))) {
            WholeFile.write(out, changed);
            return now.sha256();
        }
    }

    private static Map<String, String> entries(OnnxModel former, TrimmedCalibration calibration, Origin origin)
            throws InvalidModelException {
        Map<String, String> properties = former.metadata().properties();
        Map<String, String> entries = new LinkedHashMap<>();
        entries.put(CALIBRATION, calibration.calibration().toJson());
        entries.put("sites", sites(properties.getOrDefault("sites", "[]"), calibration, origin));
        entries.put("parent_sha256", former.sha256());
        entries.put("metrics", metrics(properties.getOrDefault("metrics", "{}"), calibration));
        return entries;
    }

    /** A model is calibrated to one site: the entry takes the place of former calibrations. */
    private static String sites(String former, TrimmedCalibration calibration, Origin origin)
            throws InvalidModelException {
        ArrayNode sites = JSON.createArrayNode();
        JsonNode parsed = parsed("sites", former);
        if (!parsed.isArray()) {
            throw new InvalidModelException("metadata sites: no array (expected: a JSON array of objects)");
        }
        for (JsonNode site : parsed) {
            if (!site.path(USE).asText().equals(CALIBRATION)) {
                sites.add(site);
            }
        }
        sites.addObject()
                .put("name", origin.source())
                .put(USE, CALIBRATION)
                .put("images", calibration.images())
                .put("labelled", false)
                .put("from", Topics.DIAGNOSES)
                .put("since", origin.since())
                .put("trim", origin.trim());
        return sites.toString();
    }

    /** What was measured before is of the former thresholds: it keeps its place under a name that says so. */
    private static String metrics(String former, TrimmedCalibration calibration) {
        JsonNode old = readable(former);
        ObjectNode metrics = JSON.createObjectNode();
        metrics.set("site", summary(calibration));
        metrics.set(BEFORE, old.has(BEFORE) ? old.get(BEFORE) : old);
        return metrics.toString();
    }

    /** Returns the figures of a calibration as they are written to files. */
    public static ObjectNode summary(TrimmedCalibration calibration) {
        ObjectNode summary = JSON.createObjectNode();
        summary.put("images", calibration.images());
        summary.put("trimmed", calibration.trimmed());
        summary.set("tampering", alarm(calibration.tampering()));
        calibration.scope().ifPresent(scope -> summary.set("scope", alarm(scope)));
        return summary;
    }

    private static ObjectNode alarm(TrimmedCalibration.Alarm alarm) {
        return JSON.createObjectNode()
                .put("requested", alarm.requested())
                .put("before", alarm.before())
                .put("after", alarm.after())
                .put("lowest", alarm.lowest())
                .put("highest", alarm.highest());
    }

    /** The contract leaves the form of the entry to the producer. */
    private static JsonNode readable(String metrics) {
        try {
            return JSON.readTree(metrics);
        } catch (JsonProcessingException e) {
            return TextNode.valueOf(metrics);
        }
    }

    private static JsonNode parsed(String key, String json) throws InvalidModelException {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new InvalidModelException("metadata " + key + " is not JSON: " + e.getOriginalMessage());
        }
    }
}
