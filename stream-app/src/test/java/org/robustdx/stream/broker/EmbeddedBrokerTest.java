package org.robustdx.stream.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.robustdx.kafka.KafkaConnection;
import org.robustdx.kafka.SizeLimits;
import org.robustdx.kafka.TopicAdmin;
import org.robustdx.kafka.TopicReader;
import org.robustdx.kafka.Topics;
import org.robustdx.kafka.UserException;
import org.robustdx.stream.Samples;
import org.robustdx.stream.publish.FolderPublisher;
import org.robustdx.stream.publish.ImageFolder;
import org.robustdx.stream.publish.PublishReport;

class EmbeddedBrokerTest {
    private static final SizeLimits SIZES = new SizeLimits(1 << 20);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    @TempDir
    private Path folder = Path.of("");

    @Test
    void shouldKeepTopicsAndRecordsOverARestart() throws Exception {
        Path images = Samples.folder(folder.resolve("images"), 3, 0, 1);
        Path directory = folder.resolve("broker");
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory, 0, SIZES)) {
            KafkaConnection kafka = new KafkaConnection(broker.bootstrapServers(), Map.of());
            try (TopicAdmin topics = TopicAdmin.connect(kafka.clientProperties("admin"), TIMEOUT)) {
                assertThat(topics.missing()).containsExactlyElementsOf(Topics.all());
                topics.create(2, (short) 1, SIZES);
                topics.create(2, (short) 1, SIZES);
                topics.check(SIZES);
            }
            try (FolderPublisher publisher = new FolderPublisher(kafka, SIZES)) {
                PublishReport report = publisher.publish(
                        ImageFolder.read(images), new FolderPublisher.Options("ct-1", "", 1, 0), () -> {});
                assertThat(report.failures()).isEmpty();
                assertThat(report.published()).hasSize(4);
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
                assertThat(values).hasSize(4);
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

    @Test
    void shouldNameTopicsThatAreTooSmall() throws IOException {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("small"), 0, SIZES)) {
            KafkaConnection kafka = new KafkaConnection(broker.bootstrapServers(), Map.of());
            try (TopicAdmin topics = TopicAdmin.connect(kafka.clientProperties("admin"), TIMEOUT)) {
                topics.create(1, (short) 1, SIZES);
                assertThatExceptionOfType(UserException.class)
                        .isThrownBy(() -> topics.check(new SizeLimits(2 << 20)))
                        .withMessageContaining(Topics.MEDICAL_IMAGES + ": max.message.bytes is ")
                        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
            }
        }
    }

    @Test
    void shouldRejectInvalidPort() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EmbeddedBroker.start(folder, 65_536, SIZES))
                .withMessage("port: 65536 (expected: 0 to 65535)");
    }
}
