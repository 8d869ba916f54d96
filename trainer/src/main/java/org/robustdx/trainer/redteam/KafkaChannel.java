package org.robustdx.trainer.redteam;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.robustdx.kafka.ImageProducers;
import org.robustdx.kafka.KafkaConnection;
import org.robustdx.kafka.Pace;
import org.robustdx.kafka.SizeLimits;
import org.robustdx.kafka.TopicAdmin;
import org.robustdx.kafka.TopicReader;
import org.robustdx.kafka.Topics;
import org.robustdx.schemas.CampaignAlert;
import org.robustdx.schemas.ClassProbability;
import org.robustdx.schemas.Diagnosis;
import org.robustdx.schemas.ImageEvent;
import org.robustdx.schemas.serde.AvroSerdes;
import org.robustdx.schemas.serde.MalformedMessageException;

/**
 * Sends images into the topic of a running app, under one source, and reads its diagnoses and campaign alerts. It needs
 * no rights but those of a producer of images and a reader of the two topics.
 */
public final class KafkaChannel implements QueryChannel {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final String MEDIA_TYPE = "image/png";

    private final Settings settings;
    private final Producer<byte[], byte[]> producer;
    private final TopicReader reader;
    private final Pace pace;
    private final String run = Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);
    private int sent;
    private long started;
    private @Nullable Alert alert;

    /**
     * How the channel sends.
     *
     * @param kafka the cluster
     * @param source source of the images, under which the app sees them
     * @param task task of the images
     * @param classes names of the classes, in the order of the answers' probabilities
     * @param perSecond most queries per second, above 0
     * @param answerSeconds longest wait for the answers to a group of queries, above 0
     */
    public record Settings(
            KafkaConnection kafka,
            String source,
            String task,
            List<String> classes,
            double perSecond,
            double answerSeconds) {
        public Settings {
            classes = List.copyOf(classes);
            require("query-rate", perSecond);
            require("answer-timeout", answerSeconds);
            if (source.isBlank()) {
                throw new IllegalArgumentException("query-source: empty (expected: a name)");
            }
        }

        private static void require(String name, double value) {
            if (!(value > 0 && value <= 1e5)) {
                throw new IllegalArgumentException(name + ": " + value + " (expected: 0 < " + name + " <= 100000)");
            }
        }
    }

    private KafkaChannel(Settings settings, Producer<byte[], byte[]> producer, TopicReader reader) {
        this.settings = settings;
        this.producer = producer;
        this.reader = reader;
        this.pace = new Pace(settings.perSecond());
    }

    /**
     * Connects to the cluster. Answers from before are not read.
     *
     * @throws org.robustdx.kafka.UserException if no broker answers, or a topic is missing
     */
    public static KafkaChannel open(Settings settings) {
        SizeLimits sizes = new SizeLimits(SizeLimits.DEFAULT_MAX_IMAGE_BYTES);
        List<TopicPartition> partitions = new ArrayList<>();
        try (TopicAdmin admin = TopicAdmin.connect(settings.kafka().clientProperties("admin"), CONNECT)) {
            partitions.addAll(admin.partitions(Topics.DIAGNOSES));
            partitions.addAll(admin.partitions(Topics.CAMPAIGN_ALERTS));
        }
        TopicReader reader = TopicReader.open(settings.kafka(), sizes, partitions, false);
        return new KafkaChannel(settings, ImageProducers.open(settings.kafka(), sizes, Map.of()), reader);
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // an image that is not sent has no answer
    public List<Answer> ask(List<byte[]> images) throws InterruptedException {
        Map<String, Integer> waiting = new HashMap<>();
        List<Answer> answers = new ArrayList<>();
        for (byte[] image : images) {
            pace.await();
            if (sent == 0) {
                started = System.nanoTime();
            }
            String id = "query-" + run + "-" + ++sent;
            waiting.put(id, answers.size());
            answers.add(Answer.none());
            ImageEvent event = ImageEvent.newBuilder()
                    .setImageId(id)
                    .setSource(settings.source())
                    .setTask(settings.task())
                    .setContent(ByteBuffer.wrap(image))
                    .setMediaType(MEDIA_TYPE)
                    .build();
            producer.send(new ProducerRecord<>(
                    Topics.MEDICAL_IMAGES,
                    settings.source().getBytes(StandardCharsets.UTF_8),
                    AvroSerdes.imageEventCodec().encode(event)));
        }
        producer.flush();
        long deadline = deadline(settings.answerSeconds());
        while (!waiting.isEmpty() && System.nanoTime() < deadline) {
            for (ConsumerRecord<byte[], byte[]> message : reader.poll(POLL)) {
                diagnosis(message).ifPresent(diagnosis -> {
                    Integer place = waiting.remove(diagnosis.getImageId());
                    if (place != null) {
                        answers.set(place, answer(diagnosis));
                    }
                });
            }
        }
        return List.copyOf(answers);
    }

    @Override
    public Optional<Alert> firstAlert(double waitSeconds) {
        long deadline = deadline(waitSeconds);
        while (alert == null && System.nanoTime() < deadline) {
            reader.poll(POLL).forEach(this::diagnosis);
        }
        return Optional.ofNullable(alert);
    }

    private static long deadline(double seconds) {
        return System.nanoTime() + (long) (seconds * 1e9);
    }

    /** Returns the diagnosis in a record; notes a campaign alert on the source. Records that cannot be read are skipped. */
    private Optional<Diagnosis> diagnosis(ConsumerRecord<byte[], byte[]> message) {
        try {
            if (message.topic().equals(Topics.DIAGNOSES)) {
                return Optional.of(AvroSerdes.diagnosisCodec().decode(message.value()));
            }
            CampaignAlert found = AvroSerdes.campaignAlertCodec().decode(message.value());
            if (alert == null && found.getSource().equals(settings.source())) {
                alert = new Alert(found.getKind().name(), sent, (System.nanoTime() - started) / 1e9);
            }
            return Optional.empty();
        } catch (MalformedMessageException e) {
            return Optional.empty();
        }
    }

    private Answer answer(Diagnosis diagnosis) {
        Map<String, Double> byName = new HashMap<>();
        for (ClassProbability one : diagnosis.getClasses()) {
            byName.put(one.getName(), (double) one.getProbability());
        }
        List<Double> probabilities = byName.keySet().containsAll(settings.classes())
                ? settings.classes().stream().map(byName::get).toList()
                : List.of();
        return new Answer(
                diagnosis.getLabel(), probabilities, diagnosis.getVerdict().name());
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
        reader.close();
    }
}
