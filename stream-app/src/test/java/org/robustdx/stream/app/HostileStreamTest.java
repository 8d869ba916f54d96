package org.robustdx.stream.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.robustdx.broker.EmbeddedBroker;
import org.robustdx.inference.image.Raster;
import org.robustdx.inference.model.Device;
import org.robustdx.inference.pipeline.PipelineListener;
import org.robustdx.kafka.KafkaConnection;
import org.robustdx.kafka.SizeLimits;
import org.robustdx.kafka.TopicAdmin;
import org.robustdx.kafka.TopicReader;
import org.robustdx.kafka.Topics;
import org.robustdx.onnx.AttributeProto;
import org.robustdx.onnx.GraphProto;
import org.robustdx.onnx.ModelProto;
import org.robustdx.onnx.NodeProto;
import org.robustdx.onnx.StringStringEntryProto;
import org.robustdx.onnx.TensorProto;
import org.robustdx.schemas.ContentReference;
import org.robustdx.schemas.ImageEvent;
import org.robustdx.schemas.ModelState;
import org.robustdx.schemas.ModelStatus;
import org.robustdx.schemas.serde.AvroSerdes;
import org.robustdx.stream.Configs;
import org.robustdx.stream.HostileImages;
import org.robustdx.stream.Samples;
import org.robustdx.stream.SignedModels;
import org.robustdx.stream.config.CampaignSettings;
import org.robustdx.stream.config.Operations;
import org.robustdx.stream.config.StreamConfig;
import org.robustdx.stream.content.StandInStore;
import org.robustdx.stream.dlq.DeadLetter;

/**
 * Sends everything that once stopped the app or made it answer wrongly through one running app, between valid images.
 * Each valid image is diagnosed once and in the order of its partition, and the app never restarts.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES) // A limit on hanging, not on speed.
class HostileStreamTest {
    private static final SizeLimits SIZES = new SizeLimits(1 << 20);
    private static final Duration READY = Duration.ofSeconds(60);
    private static final int PARTITIONS = 2;
    private static final int GOOD_AROUND_EACH = 6;
    private static final long YEAR_2100 = Instant.parse("2100-01-01T00:00:00Z").toEpochMilli();
    private static final List<String> HOSTILE_MODELS = List.of("not-a-number", "endless", "elsewhere");

    /** Escape, NUL, a control character beyond ASCII, and one that reverses the direction of text. */
    private static final String CONTROLS = "\u001b[2J\u0000\u009b\u202e";

    @TempDir
    private Path folder = Path.of("");

    private final Map<String, List<String>> good = new LinkedHashMap<>();
    private final Map<String, String> refused = new HashMap<>();
    private final List<TopicPartition> outputs = new ArrayList<>();
    private final Random random = new Random(1);
    private final List<Socket> slowClients = new ArrayList<>();
    private Optional<EmbeddedBroker> broker = Optional.empty();
    private @Nullable KafkaProducer<byte[], byte[]> producer;
    private int lanes = PARTITIONS;
    private int sent;

    @BeforeEach
    void start() throws Exception {
        System.setProperty("aws.accessKeyId", StandInStore.KEY_ID);
        System.setProperty("aws.secretAccessKey", StandInStore.SECRET);
        EmbeddedBroker started = EmbeddedBroker.start(folder.resolve("broker"), 0, SIZES);
        broker = Optional.of(started);
        try (TopicAdmin topics = TopicAdmin.connect(kafka().clientProperties("admin"), READY)) {
            topics.create(PARTITIONS, (short) 1, SIZES);
            topics.createCompacted(Topics.MODELS, (short) 1);
            topics.createCompacted(Topics.MODEL_STATUS, (short) 1);
            outputs.addAll(topics.partitions(Topics.DIAGNOSES));
            outputs.addAll(topics.partitions(Topics.DEAD_LETTERS));
        }
        String any = Long.toString(Long.MAX_VALUE);
        try (Admin admin = admin()) {
            admin.incrementalAlterConfigs(Map.of(
                            new ConfigResource(ConfigResource.Type.TOPIC, Topics.MEDICAL_IMAGES),
                            List.of(
                                    set("message.timestamp.after.max.ms", any),
                                    set("message.timestamp.before.max.ms", any),
                                    set("retention.ms", "-1"))))
                    .all()
                    .get();
        }
        producer = new KafkaProducer<>(
                new KafkaConnection(started.bootstrapServers(), Map.of("max.request.size", Integer.toString(4 << 20)))
                        .clientProperties("producer"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    @AfterEach
    void stop() throws Exception {
        for (Socket client : slowClients) {
            client.close();
        }
        if (producer != null) {
            producer.close();
        }
        broker.ifPresent(EmbeddedBroker::close);
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
    }

    @Test
    void shouldDiagnoseEveryValidImageOnceAndInOrderAmongHostileOnes() throws Exception {
        SignedModels models = SignedModels.in(folder);
        Path root = Files.createDirectory(folder.resolve("root"));
        try (StandInStore store = StandInStore.start();
                StreamApp app = app(models, root, store);
                TopicReader reader = TopicReader.open(kafka(), SIZES, outputs, true)) {
            app.awaitRunning(READY);
            halfSentRequests(app);
            hostileModels(models);
            hostileMessages();
            hostileImages();
            hostileReferences(root, store);
            goodImagesOfAnyTimeAndName();
            addPartitions();
            hostileImages();
            goodOnes();
            assertEachHasItsOutcome(reader, app);
            assertHostileModelsAreRefused();
            assertThat(live(app)).isEqualTo(200);
        }
    }

    private StreamApp app(SignedModels models, Path root, StandInStore store) throws Exception {
        StreamConfig config = Configs.of(
                new KafkaConnection(broker.orElseThrow().bootstrapServers(), Map.of("metadata.max.age.ms", "500")),
                Samples.model(folder),
                SIZES,
                folder.resolve("state"));
        config = new StreamConfig(
                config.kafka(),
                config.applicationId(),
                config.model(),
                config.device(),
                config.threads(),
                config.intraOpThreads(),
                config.policies(),
                config.sizes(),
                Optional.of(root),
                config.stateDir(),
                config.guarantee(),
                config.batching(),
                Optional.of(store.settings("s3://images", Duration.ofSeconds(2))));
        Operations operations = new Operations(
                CampaignSettings.ofDefaults(),
                0,
                Optional.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
                Optional.of(models.updates(0)),
                Optional.empty(),
                Optional.empty());
        return StreamApp.start(
                config, StreamApp.open(config.model(), Device.CPU, 1), operations, PipelineListener.NONE);
    }

    private void hostileImages() throws Exception {
        for (HostileImages image : HostileImages.values()) {
            goodOnes();
            bad(image.reason().name(), Samples.message("bad-" + image + "-" + lanes, image.content()));
        }
    }

    private void hostileMessages() throws Exception {
        goodOnes();
        bad("NO_VALUE", null);
        bad("MALFORMED_MESSAGE", new byte[] {1, 2, 3});
        bad("MALFORMED_MESSAGE", new byte[0]);
        bad("INVALID_EVENT", Samples.message("", Samples.clean()));
        bad("OVERSIZE", Samples.message("large", new byte[SIZES.maxImageBytes() + 1]));
    }

    private void hostileReferences(Path root, StandInStore store) throws Exception {
        goodOnes();
        Path loop = Files.createSymbolicLink(root.resolve("loop"), root.resolve("loop"));
        bad("REFERENCE_", reference(loop.toUri().toString(), 100));
        bad("REFERENCE_", reference(root.resolve("loop/x.png").toUri().toString(), 100));
        bad("REFERENCE_", reference(root.toUri().toString(), 100));
        bad("REFERENCE_", reference(root.resolve("x".repeat(300)).toUri().toString(), 100));
        bad("REFERENCE_", reference("file:///etc/passwd", 100));
        store.answer("failing", StandInStore.status(500, "InternalError"));
        bad("REFERENCE_", reference("s3://images/failing", 100));
        bad("REFERENCE_", reference("s3://images/missing", 100));
        goodOnes();
    }

    private static byte[] reference(String uri, long size) {
        return AvroSerdes.imageEventCodec()
                .encode(ImageEvent.newBuilder()
                        .setImageId("reference")
                        .setSource("ct-1")
                        .setContent(ContentReference.newBuilder()
                                .setUri(uri)
                                .setSha256("0".repeat(64))
                                .setSize(size)
                                .build())
                        .build());
    }

    private void goodImagesOfAnyTimeAndName() throws Exception {
        for (long time : new long[] {0, 1, YEAR_2100}) {
            good("good-" + sent + "-of-" + time, "ct-1", time);
            goodOnes();
        }
        for (int i = 0; i < 150; i++) {
            good("good-" + sent, "junk-" + i, System.currentTimeMillis());
        }
        good("good-" + sent + CONTROLS, "ct" + CONTROLS, System.currentTimeMillis());
    }

    private void hostileModels(SignedModels models) throws Exception {
        models.announce(kafka(), SIZES, models.model("not-a-number", HostileStreamTest::notANumber), "not-a-number");
        models.announce(kafka(), SIZES, models.model("endless", HostileStreamTest::endless), "endless");
        models.announce(kafka(), SIZES, models.model("elsewhere", HostileStreamTest::weightsElsewhere), "elsewhere");
        byte[] unsigned = AvroSerdes.modelAnnouncementCodec()
                .encode(models.unsigned(models.model("unsigned", model -> {}), "unsigned")
                        .build());
        for (int i = 0; i < 500; i++) {
            producer()
                    .send(new ProducerRecord<>(Topics.MODELS, ("m" + i).getBytes(StandardCharsets.UTF_8), unsigned))
                    .get();
        }
    }

    private static void notANumber(ModelProto.Builder model) {
        bias(model).setFloatData(0, Float.NaN);
    }

    private static void weightsElsewhere(ModelProto.Builder model) {
        bias(model)
                .clearFloatData()
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(
                        StringStringEntryProto.newBuilder().setKey("location").setValue("weights.bin"));
    }

    private static void endless(ModelProto.Builder model) {
        model.getGraphBuilder()
                .addNode(NodeProto.newBuilder()
                        .setOpType("Loop")
                        .addInput("")
                        .addInput("")
                        .addInput("logits")
                        .addOutput("never")
                        .addAttribute(AttributeProto.newBuilder()
                                .setName("body")
                                .setType(AttributeProto.AttributeType.GRAPH)
                                .setG(GraphProto.newBuilder().setName("body"))));
    }

    private static TensorProto.Builder bias(ModelProto.Builder model) {
        return model.getGraphBuilder().getInitializerBuilderList().stream()
                .filter(tensor -> tensor.getName().equals("bias"))
                .findFirst()
                .orElseThrow();
    }

    private void halfSentRequests(StreamApp app) throws Exception {
        for (int i = 0; i < 200; i++) {
            Socket client =
                    new Socket(InetAddress.getLoopbackAddress(), app.httpPort().orElseThrow());
            client.getOutputStream().write("GET /metrics HTTP/1.1\r\nHost: x".getBytes(StandardCharsets.US_ASCII));
            slowClients.add(client);
        }
        assertThat(live(app)).isEqualTo(200);
    }

    private static int live(StreamApp app) throws Exception {
        URI url = URI.create("http://127.0.0.1:" + app.httpPort().orElseThrow() + "/health/live");
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(url)
                                .timeout(Duration.ofSeconds(10))
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private void addPartitions() throws Exception {
        try (Admin admin = admin()) {
            admin.createPartitions(Map.of(Topics.MEDICAL_IMAGES, NewPartitions.increaseTo(2 * PARTITIONS)))
                    .all()
                    .get();
        }
        lanes = 2 * PARTITIONS;
    }

    private void goodOnes() throws Exception {
        for (int i = 0; i < GOOD_AROUND_EACH; i++) {
            good("good-" + sent, "ct-1", System.currentTimeMillis());
        }
    }

    private void good(String id, String source, long time) throws Exception {
        byte[] pixels = new byte[64];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (40 + random.nextInt(64));
        }
        ImageEvent event = ImageEvent.newBuilder(Samples.event(id, new Raster(8, 8, 1, pixels).toPng()))
                .setSource(source)
                .build();
        int lane = sent % lanes;
        send(lane, time, AvroSerdes.imageEventCodec().encode(event));
        good.computeIfAbsent(key(lane), unknown -> new ArrayList<>()).add(id);
    }

    private void bad(String reason, byte @Nullable [] value) throws Exception {
        RecordMetadata at = send(sent % lanes, System.currentTimeMillis(), value);
        refused.put(at.partition() + "/" + at.offset(), reason);
    }

    private RecordMetadata send(int lane, long time, byte @Nullable [] value) throws Exception {
        sent++;
        byte[] key = key(lane).getBytes(StandardCharsets.UTF_8);
        return producer()
                .send(new ProducerRecord<>(Topics.MEDICAL_IMAGES, lane, time, key, value))
                .get();
    }

    private static String key(int lane) {
        return "lane-" + lane;
    }

    private KafkaProducer<byte[], byte[]> producer() {
        return Objects.requireNonNull(producer);
    }

    private void assertEachHasItsOutcome(TopicReader reader, StreamApp app) {
        Map<String, List<String>> diagnosed = new LinkedHashMap<>();
        Map<String, String> letters = new HashMap<>();
        int count = 0;
        while (count < sent || !reader.atEnd()) {
            assertThat(app.failure()).isEmpty();
            for (ConsumerRecord<byte[], byte[]> outcome : reader.poll(Duration.ofMillis(100))) {
                count++;
                if (outcome.topic().equals(Topics.DIAGNOSES)) {
                    diagnosed
                            .computeIfAbsent(
                                    new String(outcome.key(), StandardCharsets.UTF_8), unknown -> new ArrayList<>())
                            .add(AvroSerdes.diagnosisCodec()
                                    .decode(outcome.value())
                                    .getImageId());
                } else {
                    String position = header(outcome, DeadLetter.PARTITION) + "/" + header(outcome, DeadLetter.OFFSET);
                    assertThat(letters.put(position, header(outcome, DeadLetter.REASON)))
                            .as("second dead letter of %s", position)
                            .isNull();
                }
            }
        }
        assertThat(diagnosed).containsExactlyInAnyOrderEntriesOf(good);
        assertThat(letters.keySet()).isEqualTo(refused.keySet());
        refused.forEach((position, reason) ->
                assertThat(letters.get(position)).as(position).startsWith(reason));
    }

    private void assertHostileModelsAreRefused() {
        Map<String, ModelState> states = new HashMap<>();
        int records = 0;
        try (TopicAdmin topics = TopicAdmin.connect(kafka().clientProperties("admin"), READY);
                TopicReader reader = TopicReader.open(kafka(), SIZES, topics.partitions(Topics.MODEL_STATUS), true)) {
            while (!states.keySet().containsAll(HOSTILE_MODELS) || !reader.atEnd()) {
                for (ConsumerRecord<byte[], byte[]> message : reader.poll(Duration.ofMillis(100))) {
                    ModelStatus status = AvroSerdes.modelStatusCodec().decode(message.value());
                    states.put(status.getModel().getVersion(), status.getState());
                    records++;
                }
            }
        }
        HOSTILE_MODELS.forEach(model -> assertThat(states).as(model).containsEntry(model, ModelState.REFUSED));
        assertThat(records)
                .as("records of status, for 500 unsigned announcements too")
                .isLessThan(50);
    }

    private static String header(ConsumerRecord<byte[], byte[]> message, String name) {
        return new String(message.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private KafkaConnection kafka() {
        return new KafkaConnection(broker.orElseThrow().bootstrapServers(), Map.of());
    }

    private Admin admin() {
        return Admin.create(kafka().clientProperties("admin"));
    }

    private static AlterConfigOp set(String name, String value) {
        return new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
    }
}
