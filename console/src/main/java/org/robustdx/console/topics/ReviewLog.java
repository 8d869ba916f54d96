package org.robustdx.console.topics;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.robustdx.console.cases.CaseBoard;
import org.robustdx.console.cases.Subject;
import org.robustdx.kafka.ImageProducers;
import org.robustdx.kafka.KafkaConnection;
import org.robustdx.kafka.SizeLimits;
import org.robustdx.kafka.Topics;
import org.robustdx.schemas.Review;
import org.robustdx.schemas.serde.AvroSerdes;
import org.robustdx.schemas.serde.MessageFormat;

/** Writes decisions to the topic of reviews. A decision is on the board as soon as all replicas have it. Thread-safe. */
public final class ReviewLog implements AutoCloseable {
    private final Producer<byte[], byte[]> producer;
    private final MessageFormat format;
    private final CaseBoard board;

    private ReviewLog(Producer<byte[], byte[]> producer, MessageFormat format, CaseBoard board) {
        this.producer = producer;
        this.format = format;
        this.board = board;
    }

    /** Returns a newly opened log. */
    public static ReviewLog open(KafkaConnection kafka, SizeLimits sizes, MessageFormat format, CaseBoard board) {
        return new ReviewLog(ImageProducers.open(kafka, sizes, ClientSettings.producer()), format, board);
    }

    /**
     * Writes a decision, and waits until all replicas have it.
     *
     * @throws UnavailableException if no broker has confirmed it
     */
    public void write(Subject subject, Review review) throws UnavailableException {
        send(subject, review.getReviewer(), review);
    }

    /**
     * Withdraws a reviewer's decision, and waits until all replicas know.
     *
     * @throws UnavailableException if no broker has confirmed it
     */
    public void withdraw(Subject subject, String reviewer) throws UnavailableException {
        send(subject, reviewer, null);
    }

    private void send(Subject subject, String reviewer, @Nullable Review review) throws UnavailableException {
        byte[] key = subject.reviewKey(reviewer).getBytes(StandardCharsets.UTF_8);
        byte[] value = review == null ? null : format.encode(Topics.REVIEWS, AvroSerdes.reviewCodec(), review);
        try {
            long offset = producer.send(new ProducerRecord<>(Topics.REVIEWS, key, value))
                    .get()
                    .offset();
            board.decide(subject, reviewer, offset, review);
        } catch (ExecutionException | KafkaException e) {
            throw new UnavailableException("Kafka has not confirmed the decision", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException("interrupted", e);
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
