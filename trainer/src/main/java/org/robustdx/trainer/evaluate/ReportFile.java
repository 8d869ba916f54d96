package org.robustdx.trainer.evaluate;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.robustdx.inference.file.WholeFile;

/** Reads and writes {@code report.json}. */
public final class ReportFile {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(SerializationFeature.WRITE_ENUMS_USING_TO_STRING)
            .enable(DeserializationFeature.READ_ENUMS_USING_TO_STRING)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .addModule(new SimpleModule()
                    .addSerializer(Double.class, new FiniteOrNull())
                    .addSerializer(double.class, new FiniteOrNull())
                    .addDeserializer(double.class, new NullAsNaN()))
            .build();

    private ReportFile() {}

    /** Writes NaN and infinity, which JSON does not have, as null. */
    private static final class FiniteOrNull extends StdSerializer<Double> {
        private static final long serialVersionUID = 1;

        FiniteOrNull() {
            super(Double.class);
        }

        @Override
        public void serialize(Double value, JsonGenerator out, SerializerProvider provider) throws IOException {
            if (Double.isFinite(value)) {
                out.writeNumber(value);
            } else {
                out.writeNull();
            }
        }
    }

    /** Reads null as NaN, where a number is required. */
    private static final class NullAsNaN extends StdScalarDeserializer<Double> {
        private static final long serialVersionUID = 1;

        NullAsNaN() {
            super(double.class);
        }

        @Override
        public Double deserialize(JsonParser in, DeserializationContext context) throws IOException {
            return in.getDoubleValue();
        }

        @Override
        public Double getNullValue(DeserializationContext context) {
            return Double.NaN;
        }
    }

    /**
     * Reads a report.
     *
     * @throws IOException if the file is missing or is not a report of this software; the message is one line
     */
    public static Report read(Path file) throws IOException {
        try {
            JsonNode tree = JSON.readTree(Files.readAllBytes(file));
            if (tree instanceof ObjectNode node) {
                complete(node);
            }
            Report report = JSON.treeToValue(tree, Report.class);
            if (report != null && report.format().equals(Report.FORMAT)) {
                return report;
            }
            throw new IOException(file + ": not a report (expected: format " + Report.FORMAT + ")");
        } catch (JacksonException e) {
            throw new IOException(file + ": not a report (" + e.getOriginalMessage() + ")", e);
        }
    }

    /** Adds keys that reports of earlier versions lack. */
    private static void complete(ObjectNode report) {
        for (String list : List.of("verdicts", "subgroups")) {
            if (!report.has(list)) {
                report.putArray(list);
            }
        }
        for (String object : List.of("scope", "prediction_sets")) {
            if (!report.has(object)) {
                report.putNull(object);
            }
        }
        if (report.get("images") instanceof ObjectNode images && !images.has("sites")) {
            images.putArray("sites");
        }
    }

    /** Replaces the file atomically. */
    public static void write(Report report, Path file) throws IOException {
        WholeFile.write(file, JSON.writeValueAsBytes(report));
    }
}
