package org.robustdx.gateway;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.robustdx.broker.EmbeddedBroker;
import org.robustdx.gateway.app.GatewayApp;
import org.robustdx.gateway.app.GatewayConfig;
import org.robustdx.gateway.archive.HttpLimits;
import org.robustdx.gateway.archive.ServerAccess;
import org.robustdx.gateway.intake.IntakeSettings;
import org.robustdx.gateway.intake.Poller;
import org.robustdx.gateway.intake.Routes;
import org.robustdx.gateway.pseudonym.GatewayKey;
import org.robustdx.gateway.pseudonym.Pseudonyms;
import org.robustdx.http.Token;
import org.robustdx.kafka.ImageProducers;
import org.robustdx.kafka.KafkaConnection;
import org.robustdx.kafka.SizeLimits;
import org.robustdx.kafka.TopicAdmin;
import org.robustdx.kafka.TopicReader;
import org.robustdx.kafka.Topics;
import org.robustdx.schemas.Diagnosis;
import org.robustdx.schemas.ImageEvent;
import org.robustdx.schemas.serde.AvroSerdes;
import org.robustdx.schemas.serde.MessageFormat;

/** A broker with its topics, and what a test needs to stand in for the app. */
public final class Department implements AutoCloseable {
    /** Limits on messages. */
    public static final SizeLimits SIZES = new SizeLimits(1 << 20);

    /** Topic of the FHIR bundles. */
    public static final String FHIR_TOPIC = "fhir";

    /** Key of the gateway. */
    public static final GatewayKey KEY = GatewayKey.of(new byte[32]);

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Clock DAY = Clock.fixed(Instant.parse("2026-01-02T12:00:00Z"), ZoneOffset.UTC);

    private final EmbeddedBroker broker;
    private final KafkaConnection kafka;
    private final Producer<byte[], byte[]> producer;
    private final Token token;

    /** Starts a broker in this folder and creates the topics. */
    public Department(Path folder) throws IOException {
        broker = EmbeddedBroker.start(folder.resolve("kafka"), 0, SIZES);
        kafka = new KafkaConnection(broker.bootstrapServers(), Map.of());
        createTopics(kafka);
        producer = ImageProducers.open(kafka, SIZES, Map.of());
        token = Token.read("stow-token-file", Files.writeString(folder.resolve("stow-token"), "0123456789abcdef"));
    }

    /** Creates the topics of app and gateway. */
    public static void createTopics(KafkaConnection kafka) {
        try (TopicAdmin topics = TopicAdmin.connect(kafka.clientProperties("admin"), TIMEOUT)) {
            topics.create(2, (short) 1, SIZES);
            topics.createCompacted(Topics.GATEWAY_TAKEN, (short) 1);
            topics.createCompacted(FHIR_TOPIC, (short) 1);
        }
    }

    /** Returns the connection. */
    public KafkaConnection kafka() {
        return kafka;
    }

    /** Returns the settings of a gateway that polls this archive, or accepts STOW-RS where there is none. */
    public GatewayConfig config(Optional<Orthanc> archive) {
        return new GatewayConfig(
                kafka,
                MessageFormat.SINGLE_OBJECT,
                TIMEOUT,
                "test",
                KEY,
                Routes.parse(List.of("chest-xray=CR:CHEST")),
                new IntakeSettings("archive", false, SIZES, 1 << 20),
                Optional.empty(),
                "robustdx",
                1_000,
                archive.map(server -> ServerAccess.of(server.url(), Optional.empty())),
                archive.map(server -> new Poller.Settings(Duration.ofMillis(200), 2, 4)),
                archive.isPresent(),
                archive.isPresent(),
                new HttpLimits(Duration.ofSeconds(10), 3, Duration.ofMillis(50)),
                archive.isPresent()
                        ? Optional.empty()
                        : Optional.of(new GatewayConfig.Stow(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Optional.of(token))),
                new GatewayConfig.Fhir(Optional.empty(), Optional.of(FHIR_TOPIC), Optional.empty()));
    }

    /** Starts a gateway on the day of the images. */
    public GatewayApp gateway(Optional<Orthanc> archive) {
        return GatewayApp.start(config(archive), DAY, line -> {});
    }

    /** Returns the events of the image topic. */
    public List<ImageEvent> events() {
        List<ImageEvent> events = new ArrayList<>();
        records(Topics.MEDICAL_IMAGES)
                .forEach(record -> events.add(AvroSerdes.imageEventCodec().decode(record.value())));
        return events;
    }

    /** Returns the committed records of a topic. */
    public List<ConsumerRecord<byte[], byte[]>> records(String topic) {
        return records(kafka, topic);
    }

    /** Returns the committed records of a topic. */
    public static List<ConsumerRecord<byte[], byte[]>> records(KafkaConnection kafka, String topic) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (TopicAdmin topics = TopicAdmin.connect(kafka.clientProperties("admin"), TIMEOUT);
                TopicReader reader = TopicReader.open(kafka, SIZES, topics.partitions(topic), true)) {
            reader.readToEnd(records::add);
        }
        return records;
    }

    /** Publishes a diagnosis. */
    public void diagnose(Diagnosis diagnosis) throws ExecutionException, InterruptedException {
        producer.send(new ProducerRecord<>(
                        Topics.DIAGNOSES,
                        diagnosis.getImageId().getBytes(StandardCharsets.UTF_8),
                        AvroSerdes.diagnosisCodec().encode(diagnosis)))
                .get();
    }

    /** Returns the pseudonym of an invented image. */
    public static String id(int number) {
        return new Pseudonyms(KEY).uid(Instances.sop(number));
    }

    @Override
    public void close() {
        producer.close(Duration.ZERO);
        broker.close();
    }
}
