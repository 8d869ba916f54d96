package org.robustdx.console;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.robustdx.broker.EmbeddedBroker;
import org.robustdx.console.access.Account;
import org.robustdx.console.access.AuditLog;
import org.robustdx.console.access.PasswordFile;
import org.robustdx.console.access.Role;
import org.robustdx.console.access.TrustedProxy;
import org.robustdx.console.app.ConsoleApp;
import org.robustdx.console.app.ConsoleConfig;
import org.robustdx.console.cases.Subject;
import org.robustdx.console.web.Access;
import org.robustdx.console.web.SelfSigned;
import org.robustdx.kafka.ImageProducers;
import org.robustdx.kafka.KafkaConnection;
import org.robustdx.kafka.SizeLimits;
import org.robustdx.kafka.TopicAdmin;
import org.robustdx.kafka.TopicReader;
import org.robustdx.kafka.Topics;
import org.robustdx.schemas.AdversarialAlert;
import org.robustdx.schemas.Severity;
import org.robustdx.schemas.serde.AvroCodec;
import org.robustdx.schemas.serde.AvroSerdes;
import org.robustdx.schemas.serde.MessageFormat;

/** A console on a broker in this process, with two reviewers and a reader. */
public final class ConsoleRig implements AutoCloseable {
    /** The password of every account. */
    public static final String PASSWORD = "correct horse battery";

    private static final SizeLimits SIZES = new SizeLimits(1 << 20);
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final Path folder;
    private final int brokerPort;
    private final ByteArrayOutputStream audit = new ByteArrayOutputStream();
    private EmbeddedBroker broker;
    private Producer<byte[], byte[]> producer;
    private final KafkaConnection kafka;
    private final ConsoleApp console;
    private boolean brokerUp = true;

    /** Starts broker, topics and console in this folder. */
    public ConsoleRig(Path folder) throws IOException {
        this(folder, Optional.empty());
    }

    /** As the other one, behind a proxy. */
    public ConsoleRig(Path folder, Optional<TrustedProxy> proxy) throws IOException {
        this.folder = folder;
        broker = EmbeddedBroker.start(folder.resolve("kafka"), 0, SIZES);
        kafka = new KafkaConnection(broker.bootstrapServers(), Map.of());
        brokerPort = Integer.parseInt(broker.bootstrapServers().split(":", -1)[1]);
        try (TopicAdmin topics = TopicAdmin.connect(kafka.clientProperties("admin"), TIMEOUT)) {
            topics.create(1, (short) 1, SIZES);
            topics.createCompacted(Topics.REVIEWS, (short) 1);
        }
        producer = ImageProducers.open(kafka, SIZES, Map.of());
        Path users = folder.resolve("users");
        PasswordFile.add(users, new Account("anna", Role.REVIEWER, "reviewer-7"), PASSWORD);
        PasswordFile.add(users, new Account("ben", Role.REVIEWER, "reviewer-8"), PASSWORD);
        PasswordFile.add(users, new Account("rita", Role.READER, "reader-1"), PASSWORD);
        console = ConsoleApp.start(
                new ConsoleConfig(
                        kafka,
                        SIZES,
                        MessageFormat.SINGLE_OBJECT,
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        SelfSigned.create(),
                        new Access(PasswordFile.open(users), proxy, new AuditLog(audit, Clock.systemUTC())),
                        Duration.ofDays(30),
                        TIMEOUT),
                Clock.systemUTC());
    }

    /** Returns the file of accounts. */
    public Path users() {
        return folder.resolve("users");
    }

    /** Returns the address of the page, without a slash at its end. */
    public String url() {
        return "https://127.0.0.1:" + port();
    }

    /** Returns the port of the page. */
    public int port() {
        return console.port();
    }

    /** Returns the address of the broker. */
    public String bootstrapServers() {
        return kafka.bootstrapServers();
    }

    /** Returns the lines of the audit log. */
    public List<String> audit() {
        return audit.toString(StandardCharsets.UTF_8).lines().toList();
    }

    /** Publishes an image and an alert on it, and returns the alert's position. */
    public Subject alert(String imageId, String source, Severity severity)
            throws ExecutionException, InterruptedException {
        return alert(imageId, source, severity, Alerts.drawing(512, 9).toPng());
    }

    /** Publishes an image of this content and an alert on it, and returns the alert's position. */
    public Subject alert(String imageId, String source, Severity severity, byte[] content)
            throws ExecutionException, InterruptedException {
        long image = send(Topics.MEDICAL_IMAGES, AvroSerdes.imageEventCodec(), Alerts.image(imageId, source, content));
        long offset = send(
                Topics.ADVERSARIAL_ALERTS,
                AvroSerdes.adversarialAlertCodec(),
                Alerts.tampering(imageId, source, severity, Clock.systemUTC().instant(), image));
        return new Subject(Topics.ADVERSARIAL_ALERTS, 0, offset);
    }

    /** Publishes an alert, and waits for nothing. */
    @SuppressWarnings("FutureReturnValueIgnored") // The page shows what has arrived.
    public void queued(AdversarialAlert alert) {
        producer.send(new ProducerRecord<>(
                Topics.ADVERSARIAL_ALERTS,
                0,
                null,
                AvroSerdes.adversarialAlertCodec().encode(alert)));
    }

    /** Publishes a message, and returns its offset. */
    public <T extends SpecificRecordBase> long send(String topic, AvroCodec<T> codec, T message)
            throws ExecutionException, InterruptedException {
        return send(topic, null, codec.encode(message));
    }

    /** Publishes bytes, and returns their offset. */
    public long send(String topic, byte @Nullable [] key, byte[] value)
            throws ExecutionException, InterruptedException {
        return producer.send(new ProducerRecord<>(topic, 0, key, value)).get().offset();
    }

    /** Returns every record of a topic. */
    public List<ConsumerRecord<byte[], byte[]>> records(String topic) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (TopicAdmin topics = TopicAdmin.connect(kafka.clientProperties("admin"), TIMEOUT);
                TopicReader reader = TopicReader.open(kafka, SIZES, topics.partitions(topic), true)) {
            reader.readToEnd(records::add);
        }
        return records;
    }

    /** Stops the broker. */
    public void stopBroker() {
        producer.close(Duration.ZERO);
        broker.close();
        brokerUp = false;
    }

    /** Starts the broker again, with what it had. */
    public void startBroker() throws IOException {
        broker = EmbeddedBroker.start(folder.resolve("kafka"), brokerPort, SIZES);
        producer = ImageProducers.open(kafka, SIZES, Map.of());
        brokerUp = true;
    }

    @Override
    public void close() {
        console.close();
        if (brokerUp) {
            producer.close(Duration.ZERO);
            broker.close();
        }
    }

    /** Returns a proxy at this machine's own address. */
    public static TrustedProxy localProxy() {
        return new TrustedProxy(Set.of("127.0.0.1"), "X-User", "X-Groups", "look", "decide");
    }
}
