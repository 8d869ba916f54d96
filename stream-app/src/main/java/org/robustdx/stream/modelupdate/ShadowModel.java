package org.robustdx.stream.modelupdate;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.inference.pipeline.InferencePipeline;
import org.robustdx.inference.pipeline.PipelineListener;
import org.robustdx.inference.pipeline.PipelineOptions;
import org.robustdx.kafka.ImageProducers;
import org.robustdx.kafka.TopicAdmin;
import org.robustdx.kafka.Topics;
import org.robustdx.kafka.UserException;
import org.robustdx.schemas.Diagnosis;
import org.robustdx.schemas.ImageEvent;
import org.robustdx.schemas.serde.AvroSerdes;
import org.robustdx.schemas.serde.MessageFormat;
import org.robustdx.schemas.serde.RegistryException;
import org.robustdx.stream.alert.Findings;
import org.robustdx.stream.config.StreamConfig;
import org.robustdx.stream.content.ContentResult;
import org.robustdx.stream.diagnosis.Outcome;
import org.robustdx.stream.diagnosis.OutcomeCache;
import org.robustdx.stream.diagnosis.PipelineDiagnostician;
import org.robustdx.stream.diagnosis.ServedModel;
import org.robustdx.stream.readahead.SeenImages;
import org.robustdx.stream.topology.HeaderProcessors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A second model that reads what the first one reads and publishes what it makes of it to a topic of its own, as far as it keeps up. Nobody waits for
 * it: it has a pipeline and a producer of its own, outside every transaction, and an image for which it has no room passes it by.
 */
public final class ShadowModel implements SeenImages, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ShadowModel.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration TOPICS_TIMEOUT = Duration.ofSeconds(30);

    private final ServedModel model;
    private final InferencePipeline pipeline;
    private final PipelineDiagnostician diagnostician;
    private final Findings findings;
    private final MessageFormat format;
    private final Producer<byte[], byte[]> producer;
    private final Consumer<Fate> listener;
    private final Semaphore room;

    /** What became of an image that was offered. */
    public enum Fate {
        /** Its diagnosis was published. */
        DIAGNOSED,
        /** There was no room for it. */
        DROPPED,
        /** It is no image that can be read. */
        REFUSED,
        /** The model or the brokers failed. */
        FAILED
    }

    private ShadowModel(
            ServedModel model,
            InferencePipeline pipeline,
            StreamConfig config,
            MessageFormat format,
            Consumer<Fate> listener) {
        this.format = format;
        this.model = model;
        this.pipeline = pipeline;
        this.diagnostician = new PipelineDiagnostician(pipeline, model.identity(), new OutcomeCache(0));
        this.findings = new Findings(Clock.systemUTC());
        this.producer = ImageProducers.open(config.kafka(), config.sizes(), Map.of());
        this.listener = listener;
        this.room = new Semaphore(2 * config.batching().pipeline().maxBatch());
    }

    /**
     * Returns the model at work; it is closed with it.
     *
     * @param task what the first model is for
     * @param format how diagnoses are written
     * @param listener is told what becomes of images
     * @throws UserException if it is for another task, or its topic is missing
     */
    public static ShadowModel start(
            ServedModel model, String task, StreamConfig config, MessageFormat format, Consumer<Fate> listener) {
        try (TopicAdmin topics = TopicAdmin.connect(config.kafka().clientProperties("admin"), TOPICS_TIMEOUT)) {
            if (!model.identity().task().equals(task)) {
                throw UserException.badInput("shadow: a model for task %s (expected: for %s, as the first one)"
                        .formatted(model.identity().task(), task));
            }
            topics.require(List.of(Topics.SHADOW_DIAGNOSES));
            PipelineOptions first = config.batching().pipeline();
            InferencePipeline pipeline = new InferencePipeline(
                    model.engine(),
                    config.policies().of(model.engine().metadata()),
                    DecodeLimits.ofDefaults(),
                    new PipelineOptions(first.maxBatch(), first.maxDelay(), 1, 1).withDecoding(first.decoding()),
                    PipelineListener.NONE);
            return new ShadowModel(model, pipeline, config, format, listener);
        } catch (RuntimeException e) {
            model.close();
            throw e;
        }
    }

    /** Returns the model. */
    public ServedModel model() {
        return model;
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // Its completion is told.
    public void image(ImageEvent event, byte[] content) {
        if (!room.tryAcquire()) {
            listener.accept(Fate.DROPPED);
            return;
        }
        diagnostician.diagnose(() -> new ContentResult.Found(content)).whenComplete((outcome, e) -> {
            room.release();
            if (e != null) {
                failed(e);
            } else if (outcome instanceof Outcome.Diagnosed diagnosed) {
                publish(findings.diagnosis(event, diagnosed));
            } else {
                listener.accept(Fate.REFUSED);
            }
        });
    }

    @SuppressWarnings("FutureReturnValueIgnored") // The callback learns what came of it.
    private void publish(Diagnosis diagnosis) {
        try {
            ProducerRecord<byte[], byte[]> message = new ProducerRecord<>(
                    Topics.SHADOW_DIAGNOSES,
                    diagnosis.getSource().getBytes(StandardCharsets.UTF_8),
                    format.encode(Topics.SHADOW_DIAGNOSES, AvroSerdes.diagnosisCodec(), diagnosis));
            HeaderProcessors.tag(message.headers(), diagnosis);
            producer.send(message, (at, e) -> {
                if (e == null) {
                    listener.accept(Fate.DIAGNOSED);
                } else {
                    failed(e);
                }
            });
        } catch (KafkaException | IllegalStateException | RegistryException e) {
            failed(e);
        }
    }

    private void failed(Throwable e) {
        listener.accept(Fate.FAILED);
        LOG.debug("the second model has no answer", e);
    }

    @Override
    public void close() {
        if (pipeline.close(CLOSE_TIMEOUT)) {
            model.close();
        }
        producer.close(CLOSE_TIMEOUT);
    }
}
