package org.robustdx.gateway.intake;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.robustdx.gateway.pseudonym.Identity;
import org.robustdx.gateway.pseudonym.IdentityVault;
import org.robustdx.kafka.ImageProducers;
import org.robustdx.kafka.KafkaConnection;
import org.robustdx.kafka.SizeLimits;
import org.robustdx.kafka.TopicReader;
import org.robustdx.kafka.Topics;
import org.robustdx.kafka.UserException;
import org.robustdx.schemas.ImageEvent;
import org.robustdx.schemas.serde.AvroSerdes;
import org.robustdx.schemas.serde.MessageFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which instances were taken or refused. An event and the record that its instance was taken are written in one transaction: both exist, or neither. The
 * transactional id is the gateway's name, so that of two gateways with one name the older one ends. After a transaction whose outcome is unknown, the producer
 * is opened again, which settles the outcome, and the topic is read on. Thread-safe.
 */
public final class Ledger implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);
    private static final String STATE = "state";
    private static final String REASON = "reason";
    private static final String TAKEN = "taken";
    private static final String REFUSED = "refused";
    private static final int ZERO = 0;

    private final KafkaConnection kafka;
    private final SizeLimits sizes;
    private final MessageFormat format;
    private final IdentityVault vault;
    private final String name;
    private final TopicPartition partition;
    private final TopicReader tail;
    private final TopicReader lookup;
    /** Offset of the latest record of each key. */
    private final Map<String, Long> offsets = new ConcurrentHashMap<>();

    private @Nullable Producer<byte[], byte[]> producer;

    private Ledger(KafkaConnection kafka, SizeLimits sizes, MessageFormat format, IdentityVault vault, String name) {
        this.kafka = kafka;
        this.sizes = sizes;
        this.format = format;
        this.vault = vault;
        this.name = name;
        this.partition = new TopicPartition(Topics.GATEWAY_TAKEN, ZERO);
        this.tail = TopicReader.open(kafka, sizes, List.of(partition), true);
        this.lookup = TopicReader.open(kafka.forLookups(), sizes, List.of(partition), true);
    }

    /**
     * Opens the ledger of a gateway and reads it.
     *
     * @throws UserException if the brokers do not answer or refuse
     */
    public static Ledger open(
            KafkaConnection kafka, SizeLimits sizes, MessageFormat format, IdentityVault vault, String name) {
        Ledger ledger = new Ledger(kafka, sizes, format, vault, name);
        try {
            ledger.recovered();
            return ledger;
        } catch (UnavailableException e) {
            ledger.close();
            throw UserException.failed(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            ledger.close();
            throw e;
        }
    }

    /** Returns the transactional id of a gateway. */
    static String transactionalId(String name) {
        return "robustdx-gateway-" + name;
    }

    /** Returns whether an instance was taken or refused. */
    public boolean knows(String id) {
        return offsets.containsKey(id);
    }

    /** Returns the number of instances and reports that are recorded. */
    public int size() {
        return offsets.size();
    }

    /**
     * A record of the ledger.
     *
     * @param id pseudonym of the instance
     * @param refusal reason of the refusal; empty if it was taken
     * @param at when it was written
     * @param identity way back; empty if the gateway's key does not open it
     */
    public record Found(String id, Optional<String> refusal, Instant at, Optional<Identity> identity) {}

    /**
     * Writes entries, without those that are known. When this method returns, all of them are written.
     *
     * @throws UnavailableException if Kafka does not take them; some may have been written nevertheless
     * @throws UserException if another gateway of this name has started
     */
    public synchronized void commit(List<Entry> entries) throws UnavailableException {
        Producer<byte[], byte[]> open = recovered();
        Map<String, Entry> fresh = new LinkedHashMap<>();
        entries.stream().filter(entry -> !knows(entry.id())).forEach(entry -> fresh.putIfAbsent(entry.id(), entry));
        if (fresh.isEmpty()) {
            return;
        }
        try {
            Map<String, Future<RecordMetadata>> written = new LinkedHashMap<>();
            open.beginTransaction();
            for (Entry entry : fresh.values()) {
                // commitTransaction fails if this record was not written.
                entry.event().ifPresent(event -> {
                    Future<RecordMetadata> unused = open.send(image(event));
                });
                written.put(entry.id(), open.send(record(entry)));
            }
            open.commitTransaction();
            for (Map.Entry<String, Future<RecordMetadata>> one : written.entrySet()) {
                offsets.put(one.getKey(), one.getValue().get().offset());
            }
        } catch (KafkaException | ExecutionException e) {
            throw lost(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw lost(e);
        }
    }

    private ProducerRecord<byte[], byte[]> image(ImageEvent event) {
        return new ProducerRecord<>(
                Topics.MEDICAL_IMAGES,
                event.getSource().getBytes(StandardCharsets.UTF_8),
                format.encode(Topics.MEDICAL_IMAGES, AvroSerdes.imageEventCodec(), event));
    }

    private ProducerRecord<byte[], byte[]> record(Entry entry) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                Topics.GATEWAY_TAKEN,
                ZERO,
                entry.id().getBytes(StandardCharsets.UTF_8),
                vault.seal(entry.id(), entry.identity()));
        record.headers().add(STATE, bytes(entry.refusal().isPresent() ? REFUSED : TAKEN));
        entry.refusal().ifPresent(reason -> record.headers().add(REASON, bytes(reason.name())));
        return record;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Returns the record of an instance or a report. */
    public Optional<Found> find(String id) {
        Long offset;
        // A commit holds this lock until its records are in the index: one that a reader of the topic has seen is
        // found.
        synchronized (this) {
            offset = offsets.get(id);
        }
        if (offset == null) {
            return Optional.empty();
        }
        // Commits need not wait for this.
        synchronized (lookup) {
            return lookup.readAt(partition, offset).map(this::found);
        }
    }

    /** Returns every refused instance and report, the oldest first. */
    public static List<Found> refused(KafkaConnection kafka, SizeLimits sizes, IdentityVault vault) {
        Map<String, ConsumerRecord<byte[], byte[]>> refused = new LinkedHashMap<>();
        TopicPartition partition = new TopicPartition(Topics.GATEWAY_TAKEN, ZERO);
        try (TopicReader reader = TopicReader.open(kafka, sizes, List.of(partition), true)) {
            reader.readToEnd(record -> {
                if (record.value() != null && REFUSED.equals(header(record, STATE))) {
                    refused.put(id(record), record);
                }
                return true;
            });
        }
        List<Found> found = new ArrayList<>();
        refused.values().forEach(record -> found.add(found(record, vault)));
        return found;
    }

    private Found found(ConsumerRecord<byte[], byte[]> record) {
        return found(record, vault);
    }

    private static Found found(ConsumerRecord<byte[], byte[]> record, IdentityVault vault) {
        String id = id(record);
        Optional<String> refusal =
                REFUSED.equals(header(record, STATE)) ? Optional.of(header(record, REASON)) : Optional.empty();
        return new Found(id, refusal, Instant.ofEpochMilli(record.timestamp()), vault.open(id, record.value()));
    }

    private static String id(ConsumerRecord<byte[], byte[]> record) {
        return new String(record.key(), StandardCharsets.UTF_8);
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    /** Returns the producer. If the last transaction failed, settles its outcome first and reads what was written. */
    private synchronized Producer<byte[], byte[]> recovered() throws UnavailableException {
        if (producer != null) {
            return producer;
        }
        Producer<byte[], byte[]> opened = ImageProducers.open(
                kafka, sizes, Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId(name)));
        try {
            opened.initTransactions();
            tail.readToEnd(record -> {
                if (record.value() == null) {
                    offsets.remove(id(record));
                } else {
                    offsets.put(id(record), record.offset());
                }
                return true;
            });
        } catch (KafkaException e) {
            opened.close(Duration.ZERO);
            throw new UnavailableException("kafka: " + kind(e), e);
        }
        producer = opened;
        return opened;
    }

    private UnavailableException lost(Exception e) {
        if (producer != null) {
            producer.close(Duration.ZERO);
            producer = null;
        }
        Throwable cause = e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
        if (cause instanceof ProducerFencedException || cause instanceof InvalidProducerEpochException) {
            throw UserException.failed("name: %s (expected: a name that no other running gateway has)".formatted(name));
        }
        if (cause instanceof AuthorizationException) {
            throw UserException.failed("kafka: " + cause.getMessage());
        }
        LOG.warn("Kafka does not take records: {}", kind(cause));
        return new UnavailableException("kafka: " + kind(cause), e);
    }

    private static String kind(Throwable e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    @Override
    public synchronized void close() {
        if (producer != null) {
            producer.close(Duration.ofSeconds(5));
            producer = null;
        }
        tail.close();
        synchronized (lookup) {
            lookup.close();
        }
    }
}
