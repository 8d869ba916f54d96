package org.robustdx.lab.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.robustdx.broker.EmbeddedBroker;
import org.robustdx.kafka.KafkaConnection;
import org.robustdx.kafka.SizeLimits;
import org.robustdx.kafka.TopicAdmin;
import org.robustdx.kafka.Topics;

/** A broker with empty topics, in a temporary folder. {@link #close} deletes the folder. */
final class Rig implements AutoCloseable {
    private static final Duration READY = Duration.ofSeconds(60);

    private final Path folder;
    private final SizeLimits sizes;
    private final EmbeddedBroker broker;
    private final KafkaConnection kafka;
    private final List<TopicPartition> outputs;

    Rig(int partitions, SizeLimits sizes) throws IOException {
        this.sizes = sizes;
        folder = Files.createTempDirectory("robustdx-bench");
        broker = EmbeddedBroker.start(folder, 0, sizes);
        kafka = new KafkaConnection(broker.bootstrapServers(), Map.of());
        try (TopicAdmin topics = TopicAdmin.connect(kafka.clientProperties("admin"), READY)) {
            topics.create(partitions, (short) 1, sizes);
            outputs = topics.partitions(Topics.DIAGNOSES);
        } catch (RuntimeException e) {
            broker.close();
            throw e;
        }
    }

    KafkaConnection kafka() {
        return kafka;
    }

    /** Returns the folder for the local state of an app instance. */
    Path state(String instance) {
        return folder.resolve(instance);
    }

    Meter meter(Supplier<Optional<String>> failure) {
        return new Meter(kafka, sizes, outputs, failure);
    }

    @Override
    public void close() {
        broker.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            // The operating system cleans up temporary folders.
        }
    }
}
