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
 * A second model that diagnoses the same images as the model in use and publishes its diagnoses to a separate topic. It
 * never delays the stream: it has its own pipeline and producer, outside every transaction. If it is busy, it skips
 * images.
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

    /** What happened to an image that was offered to the shadow model. */
    public enum Fate {
        /** Its diagnosis was published. */
        DIAGNOSED,
        /** The shadow model was busy and skipped it. */
        DROPPED,
        /** It could not be decoded or classified. */
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
     * Starts the shadow model and returns it. The caller closes it; it then closes {@code model}.
     *
     * @param task task of the model in use
     * @param format format of the diagnoses
     * @param listener receives the fate of each image
     * @throws UserException if {@code model} has another task, or its topic is missing
     */
    public static ShadowModel start(
            ServedModel model, String task, StreamConfig config, MessageFormat format, Consumer<Fate> listener) {
        try (TopicAdmin topics = TopicAdmin.connect(config.kafka().clientProperties("admin"), TOPICS_TIMEOUT)) {
            if (!model.identity().task().equals(task)) {
                throw UserException.badInput("shadow: a model for task %s (expected: for task %s, as the model in use)"
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
    @SuppressWarnings("FutureReturnValueIgnored") // The callback handles the completion.
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

    @SuppressWarnings("FutureReturnValueIgnored") // The callback handles the completion.
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
        LOG.debug("the shadow model failed on an image", e);
    }

    @Override
    public void close() {
        if (pipeline.close(CLOSE_TIMEOUT)) {
            model.close();
        }
        producer.close(CLOSE_TIMEOUT);
    }
}
