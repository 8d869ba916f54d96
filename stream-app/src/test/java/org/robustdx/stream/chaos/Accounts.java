package org.robustdx.stream.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.robustdx.kafka.KafkaConnection;
import org.robustdx.kafka.TopicReader;
import org.robustdx.kafka.Topics;
import org.robustdx.schemas.serde.AvroSerdes;
import org.robustdx.schemas.serde.RegistryFormat;
import org.robustdx.stream.dlq.DeadLetter;

/**
 * What a reader of committed records sees of images and of what became of them. For each key the diagnoses must be those of its good images, and the
 * dead letters those of its others, in their order: a list that differs has lost, doubled or swapped something. Images are read from their topic: a
 * producer that has no answer does not know whether its image is there.
 */
final class Accounts implements AutoCloseable {
    private final TopicReader reader;
    private final RegistryFormat format;
    private final Map<String, List<Expected>> sent = new HashMap<>();
    private final Map<String, List<String>> seen = new HashMap<>();
    private final Map<TopicPartition, Long> read = new HashMap<>();
    private int images;
    private int letters;

    /** One record of a key: what must become of it, and where it is. */
    private record Expected(String outcome, TopicPartition partition, long offset) {}

    Accounts(KafkaConnection kafka, List<TopicPartition> partitions, RegistryFormat format) {
        this.reader = TopicReader.open(kafka, ChaosApp.SIZES, partitions, true);
        this.format = format;
    }

    /** Returns how many images there are. */
    int images() {
        return images;
    }

    /** Returns how many of their outcomes are dead letters. */
    int letters() {
        return letters;
    }

    /** Reads what has come. */
    void read() {
        for (ConsumerRecord<byte[], byte[]> message : reader.poll(Duration.ofMillis(100))) {
            String key = new String(message.key(), StandardCharsets.UTF_8);
            TopicPartition partition = new TopicPartition(message.topic(), message.partition());
            if (message.topic().equals(Topics.MEDICAL_IMAGES)) {
                String id = header(message.headers(), ImageStream.DIAGNOSED_AS);
                boolean letter = id.isEmpty();
                list(sent, key, letter)
                        .add(new Expected(
                                letter ? message.partition() + "/" + message.offset() : id,
                                partition,
                                message.offset()));
                read.put(partition, message.offset());
                images++;
            } else if (message.topic().equals(Topics.DEAD_LETTERS)) {
                list(seen, key, true)
                        .add(header(message.headers(), DeadLetter.PARTITION) + "/"
                                + header(message.headers(), DeadLetter.OFFSET));
                letters++;
            } else {
                list(seen, key, false)
                        .add(format.decode(AvroSerdes.diagnosisCodec(), message.value())
                                .getImageId());
            }
        }
    }

    private static <T> List<T> list(Map<String, List<T>> lists, String key, boolean letters) {
        return lists.computeIfAbsent(
                (letters ? "dead letters of " : "diagnoses of ") + key, unknown -> new ArrayList<>());
    }

    /** Returns whether everything up to these offsets of the images' topic has its outcome. */
    boolean covers(Map<TopicPartition, Long> upTo) {
        boolean allRead =
                upTo.entrySet().stream().allMatch(end -> read.getOrDefault(end.getKey(), -1L) >= end.getValue());
        return allRead
                && sent.entrySet().stream().allMatch(lane -> {
                    long due = lane.getValue().stream()
                            .filter(image -> image.offset() <= upTo.getOrDefault(image.partition(), -1L))
                            .count();
                    return seen.getOrDefault(lane.getKey(), List.of()).size() >= due;
                });
    }

    /** Returns whether everything that is committed now has been read. */
    boolean atEnd() {
        return reader.atEnd();
    }

    /** Fails if an outcome is another than it must be at its place. */
    void checkSoFar() {
        seen.forEach((lane, outcomes) -> {
            List<String> expected = expected(lane);
            // An outcome may be read before its image is.
            int both = Math.min(outcomes.size(), expected.size());
            assertThat(outcomes.subList(0, both)).as(lane).isEqualTo(expected.subList(0, both));
        });
    }

    /** Fails unless the outcomes are all there, once, in order. */
    void checkAll() {
        assertThat(sent.keySet()).containsAll(seen.keySet());
        sent.keySet()
                .forEach(lane ->
                        assertThat(seen.getOrDefault(lane, List.of())).as(lane).isEqualTo(expected(lane)));
    }

    private List<String> expected(String lane) {
        return sent.getOrDefault(lane, List.of()).stream()
                .map(Expected::outcome)
                .toList();
    }

    private static String header(Headers headers, String name) {
        return new String(headers.lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        reader.close();
    }
}
