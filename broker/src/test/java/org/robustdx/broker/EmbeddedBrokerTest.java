package org.robustdx.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.metadata.RegisterBrokerRecord;
import org.apache.kafka.common.metadata.UnregisterBrokerRecord;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.record.internal.FileRecords;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.metadata.MetadataRecordSerde;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.robustdx.kafka.ImageProducers;
import org.robustdx.kafka.KafkaConnection;
import org.robustdx.kafka.SizeLimits;
import org.robustdx.kafka.TopicAdmin;
import org.robustdx.kafka.TopicReader;
import org.robustdx.kafka.Topics;
import org.robustdx.kafka.UserException;

class EmbeddedBrokerTest {
    private static final SizeLimits SIZES = new SizeLimits(1 << 20);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    @TempDir
    private Path folder = Path.of("");

    @Test
    void shouldKeepTopicsAndRecordsAcrossARestart() throws Exception {
        Path directory = folder.resolve("broker");
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory, 0, SIZES)) {
            KafkaConnection kafka = new KafkaConnection(broker.bootstrapServers(), Map.of());
            try (TopicAdmin topics = TopicAdmin.connect(kafka.clientProperties("admin"), TIMEOUT)) {
                assertThat(topics.missing()).containsExactlyElementsOf(Topics.all());
                topics.create(2, (short) 1, SIZES);
                topics.create(2, (short) 1, SIZES);
                topics.check(SIZES);
            }
            try (Producer<byte[], byte[]> producer = ImageProducers.open(kafka, SIZES, Map.of())) {
                for (byte i = 0; i < 4; i++) {
                    producer.send(new ProducerRecord<>(Topics.MEDICAL_IMAGES, new byte[] {i}))
                            .get();
                }
            }
        }
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory, 0, SIZES)) {
            KafkaConnection kafka = new KafkaConnection(broker.bootstrapServers(), Map.of());
            try (TopicAdmin topics = TopicAdmin.connect(kafka.clientProperties("admin"), TIMEOUT);
                    TopicReader reader =
                            TopicReader.open(kafka, SIZES, topics.partitions(Topics.MEDICAL_IMAGES), true)) {
                assertThat(topics.missing()).isEmpty();
                List<byte[]> values = new ArrayList<>();
                while (!reader.atEnd()) {
                    reader.poll(Duration.ofMillis(100)).forEach(message -> values.add(message.value()));
                }
                assertThat(values)
                        .containsExactlyInAnyOrder(new byte[] {0}, new byte[] {1}, new byte[] {2}, new byte[] {3});
            }
        }
    }

    @Test
    void shouldEndATransactionThatWasOpenWhenItStopped() throws Exception {
        Path directory = folder.resolve("broker");
        TopicPartition images = new TopicPartition(Topics.MEDICAL_IMAGES, 0);
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory, 0, SIZES)) {
            KafkaConnection kafka = new KafkaConnection(broker.bootstrapServers(), Map.of());
            try (TopicAdmin topics = TopicAdmin.connect(kafka.clientProperties("admin"), TIMEOUT)) {
                topics.create(1, (short) 1, SIZES);
            }
            Map<String, Object> settings = kafka.clientProperties("producer");
            settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "left-open");
            settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 1000);
            KafkaProducer<byte[], byte[]> producer =
                    new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(images.topic(), images.partition(), null, new byte[1]))
                    .get();
            producer.close(Duration.ZERO);
        }
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory, 0, SIZES);
                Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            await().atMost(TIMEOUT)
                    .until(
                            () -> admin.describeTransactions(List.of("left-open"))
                                    .description("left-open")
                                    .get()
                                    .state(),
                            TransactionState.COMPLETE_ABORT::equals);
            assertThat(admin.describeProducers(List.of(images))
                            .partitionResult(images)
                            .get()
                            .activeProducers())
                    .as("its partition knows")
                    .allSatisfy(producer ->
                            assertThat(producer.currentTransactionStartOffset()).isEmpty());
        }
    }

    /**
     * A broker that starts while its predecessor is still registered may leave readers of committed records waiting
     * forever. This is rare, so this test checks its cause.
     */
    @Test
    void shouldUnregisterThePreviousBrokerBeforeTheNextOneRegisters() throws IOException {
        Path directory = folder.resolve("broker");
        EmbeddedBroker.start(directory, 0, SIZES).close();
        assertThat(registrations(directory)).containsExactly("registered");
        EmbeddedBroker.start(directory, 0, SIZES).close();
        assertThat(registrations(directory)).containsExactly("registered", "unregistered", "registered");
    }

    /** Returns the registrations in the metadata log of a stopped broker. */
    private static List<String> registrations(Path directory) throws IOException {
        List<String> found = new ArrayList<>();
        Path log = directory.resolve("kafka/__cluster_metadata-0/00000000000000000000.log");
        try (FileRecords records = FileRecords.open(log.toFile(), false)) {
            for (RecordBatch batch : records.batches()) {
                if (batch.isControlBatch()) {
                    continue;
                }
                for (Record record : batch) {
                    ApiMessage message = MetadataRecordSerde.INSTANCE
                            .read(new ByteBufferAccessor(record.value()), record.valueSize())
                            .message();
                    if (message instanceof RegisterBrokerRecord) {
                        found.add("registered");
                    } else if (message instanceof UnregisterBrokerRecord) {
                        found.add("unregistered");
                    }
                }
            }
        }
        return found;
    }

    @Test
    void shouldRejectInvalidPort() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EmbeddedBroker.start(folder, 65_536, SIZES))
                .withMessage("port: 65536 (expected: 0 to 65535)");
    }

    @Test
    void shouldNameAPortThatAnotherProgramUses() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = other.getLocalPort();
            assertThatExceptionOfType(UserException.class)
                    .isThrownBy(() -> EmbeddedBroker.start(folder, port, SIZES))
                    .withMessage("port: %d (expected: a port that no other program uses)".formatted(port));
        }
    }
}
