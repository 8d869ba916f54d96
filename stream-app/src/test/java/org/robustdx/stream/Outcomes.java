package org.robustdx.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.robustdx.kafka.TopicReader;
import org.robustdx.kafka.Topics;
import org.robustdx.schemas.Diagnosis;
import org.robustdx.schemas.serde.AvroSerdes;
import org.robustdx.stream.dlq.DeadLetter;

/** What a consumer of committed records sees become of images: each must be there once, as a diagnosis or as a dead letter. */
public final class Outcomes {
    private final Map<String, Boolean> diagnosed = new HashMap<>();
    private final Map<String, Boolean> dead = new HashMap<>();
    private final List<String> twice = new ArrayList<>();
    private final TopicReader reader;
    private final Runnable checkAlive;
    private String lastVersion = "";

    /**
     * Creates an account of nothing yet.
     *
     * @param reader of diagnoses and dead letters
     * @param checkAlive throws when nobody is at work any more: waiting would have no end
     */
    public Outcomes(TopicReader reader, Runnable checkAlive) {
        this.reader = reader;
        this.checkAlive = checkAlive;
    }

    private int count() {
        return diagnosed.size() + dead.size();
    }

    /** Reads until so many more are there. */
    public void readUntilMoreBy(int more) {
        int target = count() + more;
        while (count() < target) {
            read();
            checkAlive.run();
        }
    }

    /** Reads until the last diagnosis is by this version of the model. */
    public void readUntilLastIsBy(String version) {
        while (!version.equals(lastVersion)) {
            read();
            checkAlive.run();
        }
    }

    /** Reads until as many are there as were sent, and to the end. */
    public void readAll(int sent) {
        while (count() < sent || !reader.atEnd()) {
            read();
            checkAlive.run();
        }
    }

    /** Reads what is there. */
    public void read() {
        for (ConsumerRecord<byte[], byte[]> message : reader.poll(Duration.ofMillis(100))) {
            if (message.topic().equals(Topics.DIAGNOSES)) {
                Diagnosis diagnosis = AvroSerdes.diagnosisCodec().decode(message.value());
                lastVersion = diagnosis.getModelVersion();
                once(diagnosed, diagnosis.getImageId());
            } else {
                once(dead, header(message, DeadLetter.PARTITION) + "/" + header(message, DeadLetter.OFFSET));
            }
        }
    }

    private void once(Map<String, Boolean> seen, String what) {
        if (seen.put(what, true) != null) {
            twice.add(what);
        }
    }

    /** Fails unless each of these images was seen exactly once, and as what it is; ids by {@code PARTITION/OFFSET}. */
    public void assertExactlyOnce(Map<String, String> sent) {
        assertThat(twice).as("seen twice").isEmpty();
        assertThat(count()).isEqualTo(sent.size());
        sent.forEach((position, imageId) -> {
            boolean broken = Sender.isBroken(imageId);
            assertThat(diagnosed.containsKey(imageId)).as(imageId).isEqualTo(!broken);
            assertThat(dead.containsKey(position)).as(imageId).isEqualTo(broken);
        });
    }

    private static String header(ConsumerRecord<byte[], byte[]> message, String name) {
        return new String(message.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
