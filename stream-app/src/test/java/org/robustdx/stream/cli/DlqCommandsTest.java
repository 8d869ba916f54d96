package org.robustdx.stream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.robustdx.broker.EmbeddedBroker;
import org.robustdx.kafka.ImageProducers;
import org.robustdx.kafka.KafkaConnection;
import org.robustdx.kafka.SizeLimits;
import org.robustdx.kafka.TopicAdmin;
import org.robustdx.kafka.TopicReader;
import org.robustdx.kafka.Topics;
import org.robustdx.schemas.ContentReference;
import org.robustdx.schemas.ImageEvent;
import org.robustdx.schemas.serde.AvroSerdes;
import org.robustdx.schemas.serde.MessageFormat;
import org.robustdx.stream.dlq.DeadLetter;
import org.robustdx.stream.dlq.Reason;
import org.robustdx.stream.dlq.Refusal;
import org.robustdx.stream.dlq.Replayer;

class DlqCommandsTest {
    private static final SizeLimits SIZES = new SizeLimits(64 << 10);
    private static final long SENT = 1_700_000_000_000L;

    @TempDir
    private Path folder = Path.of("");

    private @Nullable EmbeddedBroker broker;
    private KafkaConnection kafka = new KafkaConnection("localhost:1", Map.of());

    @BeforeEach
    void start() throws IOException {
        EmbeddedBroker started = EmbeddedBroker.start(folder.resolve("broker"), 0, SIZES);
        broker = started;
        kafka = new KafkaConnection(started.bootstrapServers(), Map.of());
        try (TopicAdmin topics = admin()) {
            topics.create(2, (short) 1, SIZES);
        }
    }

    @AfterEach
    void stop() {
        if (broker != null) {
            broker.close();
        }
    }

    @Test
    void shouldListShowAndReplayEachLetterOnce() throws Exception {
        byte[] corrupt = {0, 1, 2, 'a', 'b', (byte) 0xff};
        post(corrupt, Reason.CONTENT_CORRUPT, 0, SIZES.repeatableBytes());
        post("other task".getBytes(StandardCharsets.UTF_8), Reason.TASK_NOT_SERVED, 1, SIZES.repeatableBytes());
        post(new byte[9], Reason.OVERSIZE, 2, 8); // larger than a dead letter may repeat: omitted
        post(null, Reason.NO_VALUE, 3, SIZES.repeatableBytes());

        assertThat(dlq("list").out())
                .contains("0/0", "CONTENT_CORRUPT", "DECODE", "kept", "0/2", "OVERSIZE", "omitted")
                .hasLineCount(5);
        CommandRun filtered = dlq("list", "--stage=decode,content", "--json");
        assertThat(filtered.out()).hasLineCount(2);
        JsonNode line =
                new ObjectMapper().readTree(filtered.out().lines().findFirst().orElseThrow());
        assertThat(line.get("position").asText()).isEqualTo("0/0");
        assertThat(line.get("reason").asText()).isEqualTo("CONTENT_CORRUPT");
        assertThat(line.get("stage").asText()).isEqualTo("DECODE");
        assertThat(line.get("bytes").asInt()).isEqualTo(corrupt.length);
        assertThat(line.get("sent").asText()).isEqualTo("2023-11-14T22:13:20Z");
        assertThat(line.get("age_seconds").asLong()).isPositive();
        assertThat(line.get("state").asText()).isEqualTo("kept");

        Path file = folder.resolve("original");
        assertThat(dlq("show", "0/0", "--out=" + file).out())
                .contains("robustdx.offset = 10", "sender = x\\u000ay", "00 01 02 61 62 ff", "...ab.");
        assertThat(Files.readAllBytes(file)).isEqualTo(corrupt);
        CommandRun omitted = dlq("show", "0/2", "--out=" + file);
        assertThat(omitted.exitCode()).isEqualTo(1);
        assertThat(omitted.err())
                .isEqualToIgnoringNewLines("robustdx: dead letter 0/2 has no bytes to write: they were omitted");

        assertThat(dlq("replay", "--reason=CONTENT_CORRUPT", "--dry-run").out())
                .isEqualToIgnoringNewLines("would replay 1, replayed before 0, cannot be replayed 0");
        assertThat(images()).isEmpty();
        assertThat(dlq("replay", "--position=0/0").out())
                .isEqualToIgnoringNewLines("replayed 1, replayed before 0, cannot be replayed 0");
        CommandRun rest = dlq("replay", "--all");
        assertThat(rest.exitCode()).isEqualTo(1);
        assertThat(rest.out()).isEqualToIgnoringNewLines("replayed 1, replayed before 1, cannot be replayed 2");
        assertThat(rest.err())
                .contains(
                        "not replayed: 0/2: its 9 bytes were omitted (sha256 ",
                        "not replayed: 0/3: it never had a value")
                .hasLineCount(2);
        assertThat(dlq("replay", "--all").out())
                .isEqualToIgnoringNewLines("replayed 0, replayed before 2, cannot be replayed 2");

        List<ConsumerRecord<byte[], byte[]>> images = images();
        assertThat(images).hasSize(2);
        ConsumerRecord<byte[], byte[]> first = images.get(0);
        assertThat(first.value()).isEqualTo(corrupt);
        assertThat(first.key()).asString(StandardCharsets.UTF_8).isEqualTo("ct-1");
        assertThat(first.partition()).isEqualTo(1);
        assertThat(first.timestamp()).isGreaterThan(SENT);
        assertThat(first.headers()).extracting(header -> header.key()).containsExactly("sender", Replayer.REPLAY_OF);
        assertThat(dlq("list", "--reason=CONTENT_CORRUPT").out()).contains("replayed");
    }

    @Test
    void shouldNameImageSourceAndFileIfTheLetterStatesThem() throws Exception {
        ContentReference reference = ContentReference.newBuilder()
                .setUri("file:///archive/secret-folder/scan%207.dcm?token=secret-token")
                .setSize(99)
                .build();
        post(event(ByteBuffer.wrap(new byte[5])), Reason.CONTENT_CORRUPT, 0, SIZES.repeatableBytes());
        post(event(reference), Reason.TASK_NOT_SERVED, 1, SIZES.repeatableBytes());
        post("no event".getBytes(StandardCharsets.UTF_8), Reason.MALFORMED_MESSAGE, 2, SIZES.repeatableBytes());
        String[] rows = dlq("list").out().lines().toArray(String[]::new);
        assertThat(rows[0]).contains("image", "source");
        assertThat(rows[1]).contains(" image\\u0007-1 ", " scanner-2 ");
        assertThat(rows[3]).contains(" ? ", " ct-1 ");
        String json = dlq("list", "--json").out();
        assertThat(new ObjectMapper()
                        .readTree(json.lines().findFirst().orElseThrow())
                        .get("imageId")
                        .asText())
                .isEqualTo("image\\u0007-1");
        assertThat(dlq("show", "0/0").out())
                .contains("image     image\\u0007-1", "source    scanner-2")
                .contains("content   in the message, 5 bytes, image/png");
        assertThat(dlq("show", "0/1").out().lines().filter(line -> line.startsWith("content")))
                .containsExactly("content   file scan 7.dcm, by reference (99 bytes by its event)");
        assertThat(dlq("show", "0/2").out()).contains("image     ?", "source    ct-1", "content   ?");
    }

    @Test
    @Timeout(value = 3, unit = TimeUnit.MINUTES) // A limit on hanging, not on speed.
    void shouldFollowNewLettersUntilItIsStopped() throws Exception {
        post(event(ByteBuffer.wrap(new byte[5])), Reason.CONTENT_CORRUPT, 0, SIZES.repeatableBytes());
        Process follower = childJvm("dlq", "list", "--follow", "--stage=decode");
        try {
            await(follower, "0/0");
            post(null, Reason.NO_VALUE, 1, SIZES.repeatableBytes());
            post(event(ByteBuffer.wrap(new byte[5])), Reason.CONTENT_CORRUPT, 2, SIZES.repeatableBytes());
            await(follower, "0/2");
            assertThat(log()).as("of another stage").doesNotContain("0/1 ");
        } finally {
            follower.destroyForcibly().waitFor();
        }
        CommandRun both = dlq("list", "--follow", "--position=0/0");
        assertThat(both.exitCode()).isEqualTo(2);
        assertThat(both.err()).contains("follow: with --position (expected: one of the two)");
    }

    private void await(Process process, String text) throws Exception {
        while (!log().contains(text)) {
            assertThat(process.isAlive()).as(log()).isTrue();
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private static byte[] event(Object content) {
        return MessageFormat.SINGLE_OBJECT.encode(
                Topics.MEDICAL_IMAGES,
                AvroSerdes.imageEventCodec(),
                ImageEvent.newBuilder()
                        .setImageId("image\u0007-1")
                        .setSource("scanner-2")
                        .setMediaType("image/png")
                        .setContent(content)
                        .build());
    }

    @Test
    @Timeout(value = 3, unit = TimeUnit.MINUTES) // A limit on hanging, not on speed.
    void shouldReplayEachLetterOnceAfterBeingKilled() throws Exception {
        int letters = 60;
        postMalformed(letters);
        // Slow enough to see records of an open transaction. Then the process is killed.
        Process replay = childJvm("dlq", "replay", "--all", "--rate=20");
        try (KafkaConsumer<byte[], byte[]> uncommitted = readUncommitted()) {
            int seen = 0;
            while (seen < 25) {
                seen += uncommitted.poll(Duration.ofMillis(50)).count();
                assertThat(replay.isAlive() || seen >= 25).as(log()).isTrue();
            }
        } finally {
            replay.destroyForcibly().waitFor();
        }
        int committed = images().size();
        assertThat(committed).isLessThan(letters);
        assertThat(dlq("replay", "--all").out())
                .isEqualToIgnoringNewLines("replayed %d, replayed before %d, cannot be replayed 0"
                        .formatted(letters - committed, committed));
        assertThat(images())
                .extracting(image -> new String(image.value(), StandardCharsets.UTF_8))
                .doesNotHaveDuplicates()
                .hasSize(letters);
    }

    @Test
    void shouldStopWhenAnotherReplayStarts() throws Exception {
        postMalformed(60);
        Process slow = childJvm("dlq", "replay", "--all", "--rate=20");
        try (KafkaConsumer<byte[], byte[]> uncommitted = readUncommitted()) {
            while (uncommitted.poll(Duration.ofMillis(50)).isEmpty()) {
                assertThat(slow.isAlive()).as(log()).isTrue();
            }
        }
        assertThat(dlq("replay", "--all").exitCode()).isZero();
        assertThat(slow.waitFor()).isEqualTo(1);
        assertThat(log()).contains("another replay took over");
        assertThat(images())
                .extracting(image -> new String(image.value(), StandardCharsets.UTF_8))
                .doesNotHaveDuplicates()
                .hasSize(60);
    }

    private String log() throws IOException {
        return Files.readString(folder.resolve("child.log"));
    }

    private Process childJvm(String... command) throws IOException {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "org.robustdx.stream.cli.Main"));
        line.addAll(List.of(command));
        line.addAll(connection());
        return new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("child.log").toFile())
                .start();
    }

    private CommandRun dlq(String... arguments) {
        List<String> line = new ArrayList<>(List.of("dlq"));
        line.addAll(List.of(arguments));
        line.addAll(connection());
        return CommandRun.of(line.toArray(String[]::new));
    }

    private List<String> connection() {
        return List.of("--bootstrap-servers=" + kafka.bootstrapServers(), "--max-image-bytes=" + SIZES.maxImageBytes());
    }

    private TopicAdmin admin() {
        return TopicAdmin.connect(kafka.clientProperties("admin"), Duration.ofSeconds(30));
    }

    private void post(byte @Nullable [] value, Reason reason, int index, int largest) throws Exception {
        try (Producer<byte[], byte[]> producer = ImageProducers.open(kafka, SIZES, Map.of())) {
            producer.send(letter(value, reason, index, largest)).get();
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // Closing waits for them.
    private void postMalformed(int letters) {
        try (Producer<byte[], byte[]> producer = ImageProducers.open(kafka, SIZES, Map.of())) {
            for (int i = 0; i < letters; i++) {
                byte[] value = ("letter " + i).getBytes(StandardCharsets.UTF_8);
                producer.send(letter(value, Reason.MALFORMED_MESSAGE, i, SIZES.repeatableBytes()));
            }
        }
    }

    private static ProducerRecord<byte[], byte[]> letter(
            byte @Nullable [] value, Reason reason, int index, int largest) {
        DeadLetter letter = new DeadLetter(
                value,
                Refusal.of(reason, DlqCommandsTest.class, "no use"),
                new DeadLetter.Position(Topics.MEDICAL_IMAGES, 1, 10 + index, SENT));
        Headers senders = new RecordHeaders();
        senders.add("sender", "x\ny".getBytes(StandardCharsets.UTF_8));
        DeadLetter.Kept kept = letter.kept("ct-1".getBytes(StandardCharsets.UTF_8), senders, largest);
        return new ProducerRecord<>(Topics.DEAD_LETTERS, 0, kept.key(), kept.value(), kept.headers());
    }

    private List<ConsumerRecord<byte[], byte[]>> images() {
        List<ConsumerRecord<byte[], byte[]>> images = new ArrayList<>();
        try (TopicAdmin topics = admin();
                TopicReader reader = TopicReader.open(kafka, SIZES, topics.partitions(Topics.MEDICAL_IMAGES), true)) {
            reader.readToEnd(images::add);
        }
        return images;
    }

    private KafkaConsumer<byte[], byte[]> readUncommitted() {
        Map<String, Object> settings = kafka.clientProperties("consumer");
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumer.assign(List.of(new TopicPartition(Topics.MEDICAL_IMAGES, 1)));
        return consumer;
    }
}
