package org.robustdx.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.Test;
import org.robustdx.schemas.AdversarialAlert;
import org.robustdx.schemas.CampaignAlert;
import org.robustdx.schemas.CampaignKind;
import org.robustdx.schemas.ClassProbability;
import org.robustdx.schemas.ContentReference;
import org.robustdx.schemas.DetectorFinding;
import org.robustdx.schemas.DetectorReading;
import org.robustdx.schemas.Diagnosis;
import org.robustdx.schemas.ImageEvent;
import org.robustdx.schemas.NearDuplicates;
import org.robustdx.schemas.Review;
import org.robustdx.schemas.ReviewDecision;
import org.robustdx.schemas.ScoreHistogram;
import org.robustdx.schemas.Severity;
import org.robustdx.schemas.Sighting;
import org.robustdx.schemas.SourceWindow;
import org.robustdx.schemas.StageTimes;
import org.robustdx.schemas.Verdict;

class AvroSerdesTest {
    private static final String TOPIC = "any";
    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00.123Z");

    @Test
    void shouldReturnImageEventsAsWritten() {
        for (int seed = 0; seed < 200; seed++) {
            ImageEvent event = imageEvent(new SplittableRandom(seed));
            assertRoundTrip(AvroSerdes.imageEvent(), event);
        }
    }

    private static ImageEvent imageEvent(SplittableRandom random) {
        byte[] inline = new byte[random.nextInt(501)];
        random.nextBytes(inline);
        Object content = random.nextBoolean()
                ? ByteBuffer.wrap(inline)
                : ContentReference.newBuilder()
                        .setUri("file:///images/a.png")
                        .setSha256("0".repeat(64))
                        .setSize(random.nextLong(Long.MAX_VALUE))
                        .build();
        Map<String, String> attributes = new HashMap<>();
        for (int i = random.nextInt(6); i > 0; i--) {
            attributes.put(text(random), text(random));
        }
        return ImageEvent.newBuilder()
                .setImageId(text(random))
                .setSource(text(random))
                .setCapturedAt(
                        random.nextInt(10) < 3 ? null : Instant.ofEpochMilli(random.nextLong(-1L << 45, 1L << 45)))
                .setContent(content)
                .setAttributes(attributes)
                .build();
    }

    private static String text(SplittableRandom random) {
        return random.ints(random.nextInt(41), 'a', 0x100)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    @Test
    void shouldReturnDiagnosisAsWritten() {
        assertRoundTrip(AvroSerdes.diagnosis(), diagnosis());
    }

    @Test
    void shouldReturnAdversarialAlertAsWritten() {
        assertRoundTrip(
                AvroSerdes.adversarialAlert(),
                AdversarialAlert.newBuilder()
                        .setImageId("a")
                        .setSeverity(Severity.CRITICAL)
                        .setVerdict(Verdict.REJECTED)
                        .setFiredDetectors(List.of(new DetectorReading("reconstruction", 4f, 0.001)))
                        .setPreview(ByteBuffer.wrap(new byte[] {1, 2}))
                        .setRaisedAt(NOON)
                        .setContentSha256("b")
                        .setImageTopic("medical-images")
                        .setImagePartition(2)
                        .setImageOffset(7)
                        .setDetectors(List.of(new DetectorFinding("reconstruction", 4f, 0.001, 0.005, "TAMPERING")))
                        .setClasses(List.of(new ClassProbability("NORMAL", 0.75f)))
                        .setClassesAfter(List.of(new ClassProbability("NORMAL", 0.5f)))
                        .setPredictionSet(List.of("NORMAL"))
                        .setInput(ByteBuffer.wrap(new byte[] {3}))
                        .build());
    }

    @Test
    void shouldReturnReviewAsWritten() {
        assertRoundTrip(
                AvroSerdes.review(),
                Review.newBuilder()
                        .setSubjectTopic("adversarial-alerts")
                        .setSubjectPartition(3)
                        .setSubjectOffset(17)
                        .setImageId("a")
                        .setModelLabel("NORMAL")
                        .setReviewer("reviewer-7")
                        .setDecision(ReviewDecision.OVERRIDDEN)
                        .setLabel("PNEUMONIA")
                        .setNote("edge of the film")
                        .setReviewedAt(NOON)
                        .build());
    }

    @Test
    void shouldReturnCampaignAlertAsWritten() {
        assertRoundTrip(
                AvroSerdes.campaignAlert(),
                CampaignAlert.newBuilder()
                        .setSource("ct-1")
                        .setWindowStart(NOON)
                        .setWindowEnd(NOON.plusSeconds(60))
                        .setFlagged(3)
                        .setSeverity(Severity.LOW)
                        .setSampleImageIds(List.of("a", "b"))
                        .setKind(CampaignKind.QUERIES)
                        .setStatistic(31)
                        .build());
    }

    @Test
    void shouldReturnStateOfTheSearchForCampaignsAsWritten() {
        ByteBuffer hash = ByteBuffer.wrap(new byte[32]);
        assertRoundTrip(
                AvroSerdes.sighting(),
                Sighting.newBuilder()
                        .setImageId("a")
                        .setFlagged(true)
                        .setFired(List.of("reconstruction"))
                        .setReadings(List.of(new DetectorReading("reconstruction", 4f, 0.001)))
                        .setPerceptualHash(hash)
                        .setChanged(true)
                        .build());
        assertRoundTrip(
                AvroSerdes.sourceWindow(),
                SourceWindow.newBuilder()
                        .setImages(3)
                        .setHistograms(List.of(new ScoreHistogram("reconstruction", List.of(1L, 2L))))
                        .setGroups(List.of(new NearDuplicates(hash, 3L, "a")))
                        .build());
    }

    @Test
    void shouldKeepNull() {
        assertThat(AvroSerdes.diagnosis().serializer().serialize(TOPIC, nothing()))
                .isNull();
        assertThat(AvroSerdes.diagnosis().deserializer().deserialize(TOPIC, nothing()))
                .isNull();
    }

    @Test
    void shouldSpeakAvrosOwnSingleObjectEncoding() throws IOException {
        byte[] ours = AvroSerdes.diagnosisCodec().encode(diagnosis());
        assertThat(new BinaryMessageDecoder<Diagnosis>(new MessageModel(), Diagnosis.getClassSchema()).decode(ours))
                .isEqualTo(diagnosis());
    }

    @Test
    void shouldReadWhatAWriterOfAReleasedVersionWrote() throws IOException {
        GenericRecord old = new GenericData.Record(
                SchemaHistory.of("CampaignAlert").versions().get(0));
        old.getSchema().getFields().forEach(field -> {
            if (field.hasDefaultValue()) {
                old.put(field.pos(), GenericData.get().getDefaultValue(field));
            }
        });
        old.put("source", "ct-1");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new BinaryMessageEncoder<GenericRecord>(GenericData.get(), old.getSchema()).encode(old, bytes);
        assertThat(AvroSerdes.campaignAlertCodec().decode(bytes.toByteArray()).getSource())
                .isEqualTo("ct-1");
    }

    @Test
    void shouldRefuseAnyBytesInOneLine() {
        for (int seed = 0; seed < 500; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            byte[] bytes = new byte[random.nextInt(301)];
            random.nextBytes(bytes);
            assertMalformed(bytes);
        }
    }

    @Test
    void shouldNeverThrowAnythingElseOnDamagedMessages() {
        for (int seed = 0; seed < 1000; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            byte[] bytes = AvroSerdes.imageEventCodec().encode(imageEvent(random));
            int at = random.nextInt(bytes.length);
            boolean cut = random.nextBoolean();
            byte[] damaged = cut ? Arrays.copyOf(bytes, at) : bytes.clone();
            if (!cut) {
                damaged[at] = (byte) random.nextInt(256);
            }
            try {
                AvroSerdes.imageEventCodec().decode(damaged);
            } catch (MalformedMessageException e) {
                assertThat(e.getMessage())
                        .as("seed %d", seed)
                        .startsWith("not a ImageEvent: ")
                        .doesNotContain("\n");
            }
        }
    }

    @Test
    void shouldNotAllocateWhatALengthPrefixAsksFor() throws IOException {
        // imageId claims 1.9 GiB; so does, in the second message, the content. The test JVM's heap is smaller.
        assertMalformed(message(out -> out.writeLong(1_900_000_000L)));
        assertMalformed(message(out -> {
            for (int i = 0; i < 4; i++) {
                out.writeString("x");
            }
            out.writeIndex(0);
            out.writeIndex(0);
            out.writeLong(1_900_000_000L);
        }));
    }

    @Test
    void shouldLimitItems() throws IOException {
        assertMalformed(message(out -> {
            for (int i = 0; i < 4; i++) {
                out.writeString("x");
            }
            out.writeIndex(0);
            out.writeIndex(0);
            out.writeBytes(new byte[0]);
            out.writeString("");
            out.writeMapStart();
            out.setItemCount(AvroCodec.MAX_ITEMS + 1);
            for (int i = 0; i <= AvroCodec.MAX_ITEMS; i++) {
                out.startItem();
                out.writeString("");
                out.writeString("");
            }
            out.writeMapEnd();
        }));
    }

    @Test
    void shouldRefuseBytesLeftOver() {
        byte[] bytes = AvroSerdes.diagnosisCodec().encode(diagnosis());
        assertThatExceptionOfType(MalformedMessageException.class)
                .isThrownBy(() -> AvroSerdes.diagnosisCodec().decode(Arrays.copyOf(bytes, bytes.length + 1)))
                .withMessage("not a Diagnosis: bytes are left over after the record");
    }

    @Test
    void shouldSayWhereBytesAreInTheFormatOfARegistry() {
        assertThatExceptionOfType(MalformedMessageException.class)
                .isThrownBy(() -> AvroSerdes.diagnosisCodec().decode(new byte[20]))
                .withMessageContaining("as in the wire format of schema registries");
    }

    @Test
    void shouldRefuseMessageOfAnotherType() {
        byte[] bytes = AvroSerdes.diagnosisCodec().encode(diagnosis());
        assertThatExceptionOfType(MalformedMessageException.class)
                .isThrownBy(() -> AvroSerdes.imageEventCodec().decode(bytes))
                .withMessageStartingWith("not a ImageEvent: no known version has the schema fingerprint ");
    }

    private interface Body {
        void write(BinaryEncoder out) throws IOException;
    }

    private static byte[] message(Body body) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(Arrays.copyOf(AvroSerdes.imageEventCodec().encode(event()), 10));
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        body.write(encoder);
        encoder.flush();
        return out.toByteArray();
    }

    private static void assertMalformed(byte[] bytes) {
        assertThatExceptionOfType(MalformedMessageException.class)
                .isThrownBy(() -> AvroSerdes.imageEventCodec().decode(bytes))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    }

    private static <T extends SpecificRecordBase> void assertRoundTrip(Serde<T> serde, T message) {
        byte[] bytes = serde.serializer().serialize(TOPIC, message);
        assertThat(serde.deserializer().deserialize(TOPIC, bytes)).isEqualTo(message);
    }

    private static ImageEvent event() {
        return ImageEvent.newBuilder()
                .setImageId("a")
                .setContent(ByteBuffer.wrap("x".getBytes(StandardCharsets.UTF_8)))
                .build();
    }

    private static Diagnosis diagnosis() {
        return Diagnosis.newBuilder()
                .setImageId("a")
                .setSource("ct-1")
                .setClasses(List.of(new ClassProbability("ill", 0.75f), new ClassProbability("well", 0.25f)))
                .setLabel("ill")
                .setDetectors(List.of(new DetectorReading("reconstruction", 0.5f, 0.4)))
                .setVerdict(Verdict.TRUSTED)
                .setStageTimes(new StageTimes(1.5, 2.5))
                .setDiagnosedAt(NOON)
                .build();
    }

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    private static <T> T nothing() {
        return null;
    }
}
