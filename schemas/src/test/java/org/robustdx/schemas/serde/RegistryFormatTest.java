package org.robustdx.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.robustdx.schemas.ImageEvent;

/** Through Apicurio's own client, over HTTP. */
class RegistryFormatTest {
    private static final String TOPIC = "images";
    private static final AvroCodec<ImageEvent> CODEC = AvroSerdes.imageEventCodec();
    private static final ImageEvent EVENT = ImageEvent.newBuilder()
            .setImageId("a")
            .setContent(ByteBuffer.wrap(new byte[] {1, 2, 3}))
            .build();

    private @Nullable StandInRegistry started;
    private RegistryFormat format = RegistryFormat.of(URI.create("http://localhost:1"));

    @BeforeEach
    void start() throws Exception {
        started = StandInRegistry.start();
        format = RegistryFormat.of(registry().url(), Duration.ofMinutes(2));
    }

    @AfterEach
    void stop() {
        registry().close();
    }

    private StandInRegistry registry() {
        return Objects.requireNonNull(started);
    }

    @Test
    void shouldWriteWhatAnyReaderOfTheWireFormatReads() throws Exception {
        registry().register("\"string\"");
        byte[] bytes = format.encode(TOPIC, CODEC, EVENT);
        assertThat(Arrays.copyOf(bytes, 5)).containsExactly(0, 0, 0, 0, 2);
        Schema schema = SchemaHistory.of("ImageEvent").newest();
        assertThat(registry().register(schema.toString())).isEqualTo(2);
        GenericRecord read = new GenericDatumReader<GenericRecord>(schema)
                .read(null, DecoderFactory.get().binaryDecoder(bytes, 5, bytes.length - 5, null));
        assertThat(read.get("imageId")).hasToString("a");
    }

    @Test
    void shouldReadWhatItWroteAndAskOnce() {
        byte[] bytes = format.encode(TOPIC, CODEC, EVENT);
        format.encode(TOPIC, CODEC, EVENT);
        assertThat(registry().requests()).isEqualTo(1);
        RegistryFormat other = RegistryFormat.of(registry().url());
        assertThat(other.decode(CODEC, bytes)).isEqualTo(EVENT);
        assertThat(other.decode(CODEC, bytes)).isEqualTo(EVENT);
        assertThat(registry().requests()).isEqualTo(2);
    }

    @Test
    void shouldReadAWriterThatKnowsLessAndSingleObjects() throws Exception {
        Schema less = new Schema.Parser()
                .parse(
                        "{\"type\":\"record\",\"name\":\"ImageEvent\",\"namespace\":\"org.robustdx.schemas\",\"fields\":["
                                + "{\"name\":\"imageId\",\"type\":\"string\"},{\"name\":\"content\",\"type\":\"bytes\"}]}");
        GenericRecord image = new GenericData.Record(less);
        image.put("imageId", "b");
        image.put("content", ByteBuffer.wrap(new byte[] {4}));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(new byte[] {0, 0, 0, 0, (byte) registry().register(less.toString())});
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        new GenericDatumWriter<GenericRecord>(less).write(image, encoder);
        ImageEvent event = format.decode(CODEC, out.toByteArray());
        assertThat(event.getImageId()).isEqualTo("b");
        assertThat(event.getSource()).isEmpty();
        assertThat(format.decode(CODEC, CODEC.encode(EVENT))).isEqualTo(EVENT);
    }

    @Test
    void shouldBlameTheBytesForAnIdOfNobodysAndAskOnceForIt() {
        byte[] bytes = {0, 0, 0, 0, 9, 1};
        for (int i = 0; i < 3; i++) {
            assertThatExceptionOfType(MalformedMessageException.class)
                    .isThrownBy(() -> format.decode(CODEC, bytes))
                    .withMessage("not a ImageEvent: the registry has no Avro schema of id 9");
        }
        assertThat(registry().requests()).isEqualTo(1);
    }

    @Test
    void shouldBlameTheBytesForAForeignSchemaAndForAllElse() {
        byte[] bytes = {0, 0, 0, 0, (byte) registry().register("\"long\""), 2};
        assertThatExceptionOfType(MalformedMessageException.class).isThrownBy(() -> format.decode(CODEC, bytes));
        byte[] notAvro = {0, 0, 0, 0, (byte) registry().register("syntax = proto3"), 2};
        assertThatExceptionOfType(MalformedMessageException.class).isThrownBy(() -> format.decode(CODEC, notAvro));
        byte[] good = format.encode(TOPIC, CODEC, EVENT);
        assertThatExceptionOfType(MalformedMessageException.class)
                .isThrownBy(() -> format.decode(CODEC, Arrays.copyOf(good, good.length + 1)))
                .withMessageContaining("left over");
        assertThatExceptionOfType(MalformedMessageException.class)
                .isThrownBy(() -> format.decode(CODEC, Arrays.copyOf(good, good.length - 1)));
        assertThatExceptionOfType(MalformedMessageException.class)
                .isThrownBy(() -> format.decode(CODEC, new byte[] {7, 7, 7, 7, 7, 7}));
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 503, 403, 429, 301})
    void shouldBlameTheBytesForAnIdThatTheRegistryDoesNotDeliver(int status) {
        RegistryFormat hasty = RegistryFormat.of(registry().url(), Duration.ofSeconds(1));
        byte[] good = hasty.encode(TOPIC, CODEC, EVENT);
        byte[] bad = {0, 0, 0, 0, 9, 1};
        registry().fail(9, status);
        for (int i = 0; i < 2; i++) {
            assertThatExceptionOfType(MalformedMessageException.class)
                    .isThrownBy(() -> hasty.decode(CODEC, bad))
                    .withMessage(
                            "not a ImageEvent: the registry does not deliver the schema of id 9 (HTTP %d)", status);
        }
        assertThat(hasty.decode(CODEC, good)).isEqualTo(EVENT);
    }

    @Test
    void shouldBlameTheBytesForAnIdThatIsNeverAnswered() {
        RegistryFormat hasty = RegistryFormat.of(registry().url(), Duration.ofSeconds(1));
        byte[] bad = {0, 0, 0, 0, 9, 1};
        registry().keepSilent(9);
        assertThatExceptionOfType(MalformedMessageException.class)
                .isThrownBy(() -> hasty.decode(CODEC, bad))
                .withMessageContaining("does not deliver the schema of id 9 (no answer in time)");
    }

    @Test
    void shouldNotBlameTheBytesWhenTheRegistryRefusesEverybody() {
        RegistryFormat hasty = RegistryFormat.of(registry().url(), Duration.ofSeconds(1));
        byte[] good = hasty.encode(TOPIC, CODEC, EVENT);
        registry().fail(1, 403);
        assertThatExceptionOfType(RegistryException.class)
                .isThrownBy(() -> hasty.decode(CODEC, good))
                .withMessage("schema registry %s: HTTP 403", registry().url());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"record\",\"name\":\"A\",\"fields\":[{\"name\":\"a\",\"type\":\"int\"},{\"name\":\"a\",\"type\":\"int\"}]}",
                "{\"type\":\"record\",\"name\":\"A\",\"fields\":[{\"name\":\"a\",\"type\":\"int\",\"default\":\"b\"}]}",
                "{\"type\":\"enum\",\"name\":\"A\",\"symbols\":[\"b\",\"b\"]}",
                "{\"type\":\"fixed\",\"name\":\"A\",\"size\":-1}",
                "{\"type\":\"nothing known\"}",
                "{",
                "null"
            })
    void shouldBlameTheBytesForABrokenSchema(String schema) {
        byte[] bad = {0, 0, 0, 0, (byte) registry().register(schema), 1};
        assertThatExceptionOfType(MalformedMessageException.class).isThrownBy(() -> format.decode(CODEC, bad));
    }

    @Test
    void shouldBlameTheBytesForASchemaThatIsHugeOrDeep() {
        byte[] huge = {0, 0, 0, 0, (byte) registry().register("\"" + "a".repeat(2 << 20) + "\""), 1};
        assertThatExceptionOfType(MalformedMessageException.class)
                .isThrownBy(() -> format.decode(CODEC, huge))
                .withMessageContaining("of more than 1048576 bytes");
        String deep = "{\"type\":\"array\",\"items\":".repeat(20_000) + "\"int\"" + "}".repeat(20_000);
        byte[] nested = {0, 0, 0, 0, (byte) registry().register(deep), 1};
        assertThatExceptionOfType(MalformedMessageException.class).isThrownBy(() -> format.decode(CODEC, nested));
    }

    @Test
    void shouldBlameTheBytesThatGoDeepIntoASchemaThatContainsItself() {
        String schema =
                "{\"type\":\"record\",\"name\":\"ImageEvent\",\"namespace\":\"org.robustdx.schemas\",\"fields\":["
                        + "{\"name\":\"more\",\"type\":[\"null\",\"ImageEvent\"]}]}";
        byte[] deep = new byte[1 << 20];
        Arrays.fill(deep, (byte) 2); // Each byte: one more.
        ByteBuffer.wrap(deep).put((byte) 0).putInt(registry().register(schema));
        assertThatExceptionOfType(MalformedMessageException.class).isThrownBy(() -> format.decode(CODEC, deep));
    }

    @Test
    void shouldAllocateNoMoreThanIsThere() {
        // An id of one character, an empty source, modality and task, no time, and content of two gigabytes.
        format.encode(TOPIC, CODEC, EVENT);
        byte[] bytes = {0, 0, 0, 0, 1, 2, 97, 0, 0, 0, 0, 0, (byte) 0xFE, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0xF};
        assertThatExceptionOfType(MalformedMessageException.class).isThrownBy(() -> format.decode(CODEC, bytes));
    }

    @Test
    void shouldAskAgainWhileTheRegistryFails() {
        registry().failNext(2);
        assertThat(format.encode(TOPIC, CODEC, EVENT)).startsWith(0, 0, 0, 0, 1);
        assertThat(registry().requests()).isEqualTo(3);
    }

    @Test
    void shouldNotBlameTheBytesWhenTheRegistryIsDown() throws Exception {
        byte[] bytes = format.encode(TOPIC, CODEC, EVENT);
        StandInRegistry gone = StandInRegistry.start();
        gone.close();
        RegistryFormat other = RegistryFormat.of(gone.url(), Duration.ofMillis(300));
        assertThatExceptionOfType(RegistryException.class)
                .isThrownBy(() -> other.decode(CODEC, bytes))
                .withMessageContaining("schema registry " + gone.url());
        assertThatExceptionOfType(RegistryException.class).isThrownBy(() -> other.encode(TOPIC, CODEC, EVENT));
    }

    @Test
    void shouldRefuseWhatIsNoUrl() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RegistryFormat.of(URI.create("registry:8080")))
                .withMessage("schema-registry: registry:8080 (expected: http://HOST:PORT/apis/registry/v3)");
    }
}
