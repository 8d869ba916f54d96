package org.robustdx.trainer.publish;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.robustdx.inference.model.ModelMetadata;
import org.robustdx.inference.model.PredictionSets;
import org.robustdx.trainer.common.Bounds;
import org.robustdx.trainer.data.LoadedData;
import org.robustdx.trainer.data.Splits;
import org.robustdx.trainer.importer.ImportedNetwork;
import org.robustdx.trainer.model.Signature;
import org.robustdx.trainer.modelfile.Build;
import org.robustdx.trainer.modelfile.JudgedModel;
import org.robustdx.trainer.report.ModelCard;

/** The model card of a file to which scope detectors were added: what its metadata says of the training, and what is measured now. */
public final class ScopeCard {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ScopeCard() {}

    /**
     * Returns the card.
     *
     * @param judged the file before
     * @param loaded the data that the model was trained on
     * @param result of the addition
     * @param phantoms what the images are, where they are drawn
     * @param arguments which name the images and the settings on the command line of {@code scope}, each with a space before it
     */
    public static ModelCard of(
            JudgedModel judged,
            LoadedData loaded,
            ScopeAddition.Result result,
            Optional<String> phantoms,
            String arguments)
            throws JsonProcessingException {
        ModelMetadata metadata = judged.metadata();
        Map<String, String> properties = metadata.properties();
        JsonNode method = JSON.readTree(properties.getOrDefault("method", "{}"));
        Signature spec = judged.spec();
        long seed = judged.splitSeed().orElse(1);
        Splits splits = Splits.of(loaded.dataset(), seed);
        double rate = metadata.calibration().falseAlarmRate();
        CardTables tables = new CardTables(metadata.classes(), rate, result.rate(), result.measured());
        String digest = properties.getOrDefault("data_digest", "");
        return new ModelCard(
                "RobustDx " + metadata.task(),
                metadata.task(),
                metadata.classes(),
                new ModelCard.Shape(spec.imageSize(), spec.imageSize(), spec.channels()),
                judged.network().parameters().count(),
                judged.network().architecture() + " network " + decoder(properties) + ", method `"
                        + method.path("name").asText("not stated") + "`, defence `"
                        + method.path("defence").asText("not stated") + "`.",
                CardOf.data(loaded, splits, result.sites(), digest, phantoms),
                settings(method, rate, result.rate()),
                tables.evaluation(),
                tables.classMetrics(),
                tables.robustness(),
                tables.detection(),
                new ModelCard.Sets(PredictionSets.DEFAULT_COVERAGE, result.epsilon(), tables.sets()),
                CardOf.limitations(metadata.task()),
                new ModelCard.Provenance(
                        "robustdx " + Build.version(),
                        Build.revision(),
                        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                        result.measured().sha256(),
                        properties.getOrDefault("parent_sha256", judged.served().sha256()),
                        method.path("seed").asLong(seed),
                        commands(properties, arguments)));
    }

    private static String decoder(Map<String, String> properties) {
        return properties.containsKey(ImportedNetwork.KEY)
                ? "of another team, with a denoiser beside it"
                : "with an embedded decoder (Xue et al., MICCAI 2019)";
    }

    private static List<String> commands(Map<String, String> properties, String arguments) {
        List<String> commands = new ArrayList<>();
        String training = properties.get(CardOf.COMMAND);
        if (training != null) {
            commands.add(training);
        }
        commands.add("./robustdx scope --model PARENT.onnx" + arguments + " --out FILE");
        return commands;
    }

    private static Map<String, String> settings(JsonNode method, double rate, double scopeRate) {
        Map<String, String> settings = new LinkedHashMap<>();
        method.properties().forEach(entry -> {
            if (entry.getValue().isValueNode()) {
                settings.put(entry.getKey().replace('_', '-'), entry.getValue().asText());
            }
        });
        settings.put("false-alarm-rate", Bounds.show(rate) + " of clean images may be flagged; kept in the file");
        settings.put(
                "scope-rate",
                Bounds.show(scopeRate) + " of images in scope may be declared out of scope; kept in the file");
        return settings;
    }
}
