package org.robustdx.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaValidationException;
import org.apache.avro.SchemaValidatorBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.robustdx.schemas.AdversarialAlert;
import org.robustdx.schemas.Diagnosis;
import org.robustdx.schemas.Review;

class SchemaEvolutionTest {
    /** The current schema of each message: every message has a folder of its released versions. */
    static Stream<Schema> current() throws IOException {
        MessageModel model = new MessageModel();
        try (Stream<Path> folders = Files.list(Path.of("src/main/avro/history"))) {
            List<String> names = folders.map(folder -> String.valueOf(folder.getFileName()))
                    .sorted()
                    .toList();
            return names.stream()
                    .map(name -> Objects.requireNonNull(
                            model.getClass(SchemaHistory.of(name).newest()), name + ": not in MessageModel"))
                    .map(model::getSchema);
        }
    }

    @Test
    void shouldHaveReleasedVersionsOfEveryMessage() throws IOException {
        assertThat(current().map(Schema::getName)).contains("ImageEvent", "Diagnosis", "CampaignAlert", "Review");
    }

    @ParameterizedTest
    @MethodSource("current")
    void shouldReadEveryReleasedVersionAndBeReadByIt(Schema current) throws SchemaValidationException {
        List<Schema> released = SchemaHistory.of(current.getName()).versions();
        new SchemaValidatorBuilder().mutualReadStrategy().validateAll().validate(current, released);
    }

    @ParameterizedTest
    @MethodSource("current")
    void shouldBeTheNewestReleasedVersion(Schema current) throws IOException {
        assertThat(comparable(current))
                .as(
                        "%s.avsc changed without a release: add the next history/%s/N.avsc",
                        current.getName(), current.getName())
                .isEqualTo(comparable(SchemaHistory.of(current.getName()).newest()));
    }

    @ParameterizedTest
    @MethodSource("current")
    void shouldKeepVersionsInOneUnbrokenRow(Schema current) throws IOException {
        Path folder = Path.of("src/main/avro/history", current.getName());
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files)
                    .hasSize(SchemaHistory.of(current.getName()).versions().size());
        }
    }

    @ParameterizedTest
    @MethodSource("current")
    void shouldDocumentEveryField(Schema current) {
        assertThat(current.getDoc()).isNotBlank();
        assertThat(current.getFields())
                .allSatisfy(field -> assertThat(field.doc()).as(field.name()).isNotBlank());
    }

    @ParameterizedTest
    @MethodSource("current")
    void shouldHaveADefaultForEveryFieldButTheFirst(Schema current) {
        assertThat(current.getFields().stream().skip(1))
                .allSatisfy(field ->
                        assertThat(field.hasDefaultValue()).as(field.name()).isTrue());
    }

    static Stream<Schema> releasedDiagnoses() {
        return SchemaHistory.of("Diagnosis").versions().stream();
    }

    /** A consumer of an earlier release must never take an image for trusted that the app has refused to diagnose. */
    @ParameterizedTest
    @MethodSource("releasedDiagnoses")
    void shouldNeverBeReadAsTrustedByAnEarlierReaderWhereItIsOutOfScope(Schema reader) throws IOException {
        Schema writer = Diagnosis.getClassSchema();
        GenericRecord read = reread(
                new GenericRecordBuilder(writer)
                        .set("imageId", "a")
                        .set("verdict", verdict(writer, "OUT_OF_SCOPE"))
                        .set("outOfScopeReason", "UNFAMILIAR")
                        .build(),
                reader);
        assertThat(read.get("verdict").toString()).isIn("SUSPECT", "REJECTED", "OUT_OF_SCOPE");
        assertThat(read.get("label").toString()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("releasedDiagnoses")
    void shouldBeReadWithItsVerdictWhereAnEarlierWriterWroteIt(Schema writer) throws IOException {
        GenericRecord read = reread(
                new GenericRecordBuilder(writer)
                        .set("imageId", "a")
                        .set("label", "NORMAL")
                        .set("verdict", verdict(writer, "REJECTED"))
                        .build(),
                Diagnosis.getClassSchema());
        assertThat(read.get("verdict").toString()).isEqualTo("REJECTED");
        assertThat(read.get("label").toString()).isEqualTo("NORMAL");
        assertThat(read.get("predictionSet")).isEqualTo(List.of());
        assertThat(read.get("outOfScopeReason").toString()).isEmpty();
    }

    static Stream<Schema> releasedAlerts() {
        return SchemaHistory.of("AdversarialAlert").versions().stream();
    }

    /** A reader must be able to tell an alert of an earlier release, which does not say where its image is. */
    @ParameterizedTest
    @MethodSource("releasedAlerts")
    void shouldReadAnEarlierAlertAsOneWithoutAPosition(Schema writer) throws IOException {
        GenericRecord read = reread(
                new GenericRecordBuilder(writer)
                        .set("imageId", "a")
                        .set("labelBefore", "NORMAL")
                        .build(),
                AdversarialAlert.getClassSchema());
        assertThat(read.get("labelBefore").toString()).isEqualTo("NORMAL");
        assertThat(read.get("imageTopic").toString()).isEmpty();
        assertThat(read.get("imageOffset")).isEqualTo(-1L);
        assertThat(read.get("falseAlarmRate")).isEqualTo(0.0);
        assertThat(read.get("detectors")).isEqualTo(List.of());
    }

    @Test
    void shouldReadADecisionOfALaterVersionAsARecall() throws IOException {
        Schema later = new Schema.Parser()
                .parse(Review.getClassSchema().toString().replace("\"RECALL\"],", "\"RECALL\",\"DEFERRED\"],"));
        GenericRecord read = reread(
                new GenericRecordBuilder(later)
                        .set("subjectTopic", "adversarial-alerts")
                        .set(
                                "decision",
                                new GenericData.EnumSymbol(
                                        later.getField("decision").schema(), "DEFERRED"))
                        .build(),
                Review.getClassSchema());
        assertThat(read.get("decision").toString()).isEqualTo("RECALL");
    }

    private static GenericData.EnumSymbol verdict(Schema diagnosis, String symbol) {
        return new GenericData.EnumSymbol(diagnosis.getField("verdict").schema(), symbol);
    }

    /** Writes a record by its own schema and reads it by another. */
    private static GenericRecord reread(GenericRecord written, Schema reader) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        new GenericDatumWriter<GenericRecord>(written.getSchema()).write(written, encoder);
        encoder.flush();
        return new GenericDatumReader<GenericRecord>(written.getSchema(), reader)
                .read(null, DecoderFactory.get().binaryDecoder(bytes.toByteArray(), null));
    }

    @Test
    void shouldFailOnIncompatibleChange() {
        Schema released = SchemaHistory.of("ImageEvent").newest();
        Schema changed = new Schema.Parser()
                .parse(released.toString()
                        .replace("{\"name\":\"source\",\"type\":\"string\"", "{\"name\":\"source\",\"type\":\"long\"")
                        .replace(
                                "\"doc\":\"Device or system that sent the image; also the record's key.\",\"default\":\"\"",
                                "\"default\":0"));
        assertThat(changed).isNotEqualTo(released);
        assertThatExceptionOfType(SchemaValidationException.class).isThrownBy(() -> new SchemaValidatorBuilder()
                .mutualReadStrategy()
                .validateAll()
                .validate(changed, List.of(released)));
    }

    @Test
    void shouldRejectUnknownName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SchemaHistory.of("Nothing"))
                .withMessage("schema: Nothing (expected: one with a released version)");
    }

    /** The schema without what no reader sees: docs, and the hint that makes Java strings of strings. */
    private static JsonNode comparable(Schema schema) throws IOException {
        return stripped(new ObjectMapper().readTree(schema.toString()));
    }

    private static JsonNode stripped(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.remove("doc");
            if (object.remove("avro.java.string") != null && object.size() == 1) {
                return object.get("type");
            }
            for (Map.Entry<String, JsonNode> field : object.properties()) {
                field.setValue(stripped(field.getValue()));
            }
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, stripped(array.get(i)));
            }
        }
        return node;
    }
}
