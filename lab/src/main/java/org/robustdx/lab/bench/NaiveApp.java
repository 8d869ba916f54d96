package org.robustdx.lab.bench;

import java.time.Clock;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.processor.api.ContextualFixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorContext;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;
import org.jspecify.annotations.Nullable;
import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.inference.image.DecodeResult;
import org.robustdx.inference.image.Raster;
import org.robustdx.inference.image.formats.ImageDecoders;
import org.robustdx.inference.model.BatchEngine;
import org.robustdx.inference.model.OutputCheck;
import org.robustdx.inference.model.Reading;
import org.robustdx.inference.pipeline.Answer;
import org.robustdx.inference.verdict.Assessment;
import org.robustdx.inference.verdict.FirstPass;
import org.robustdx.inference.verdict.VerdictPolicy;
import org.robustdx.kafka.Topics;
import org.robustdx.schemas.Diagnosis;
import org.robustdx.schemas.ImageEvent;
import org.robustdx.schemas.serde.AvroSerdes;
import org.robustdx.stream.alert.Findings;
import org.robustdx.stream.app.StreamsSettings;
import org.robustdx.stream.config.StreamConfig;
import org.robustdx.stream.content.ContentResolver;
import org.robustdx.stream.content.ContentResult;
import org.robustdx.stream.content.Fingerprint;
import org.robustdx.stream.diagnosis.Outcome;
import org.robustdx.stream.diagnosis.ServedModel;

/** The simplest app with the same guarantees, as a baseline: it processes one image at a time. */
final class NaiveApp {
    /** Approximate throughput with the stub engine. */
    private static final double IMAGES_PER_SECOND = 100;

    private final VerdictPolicy policy;
    private final ServedModel model;
    private final Findings findings;
    private final ContentResolver contents;
    private final ImageDecoders decoders = ImageDecoders.standard();
    private final KafkaStreams streams;
    private final CountDownLatch ended = new CountDownLatch(1);

    private NaiveApp(StreamConfig config, ServedModel model, Consumer<String> failure) {
        this.policy = config.policies().of(model.engine().metadata());
        this.model = model;
        this.findings = new Findings(Clock.systemUTC());
        this.contents = new ContentResolver(config.sizes().maxImageBytes(), Optional.empty());
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream(Topics.MEDICAL_IMAGES, Consumed.with(Serdes.ByteArray(), AvroSerdes.imageEvent()))
                .processValues(Reader::new)
                .to(Topics.DIAGNOSES, Produced.with(Serdes.ByteArray(), AvroSerdes.diagnosis()));
        // Sizes polls for two seconds of work. Nothing is committed between a rebalance and the end of the next poll. A
        // poll of ten seconds would exceed the transaction timeout and be repeated.
        Properties settings = StreamsSettings.of(config, IMAGES_PER_SECOND).properties();
        settings.remove(
                // Keeps Kafka Streams' default, because nothing else in this app commits.
                StreamsConfig.COMMIT_INTERVAL_MS_CONFIG);
        streams = new KafkaStreams(builder.build(), settings);
        streams.setUncaughtExceptionHandler(e -> {
            failure.accept("the naive app stopped: " + e);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
        streams.setStateListener((now, before) -> {
            if (now == KafkaStreams.State.ERROR || now == KafkaStreams.State.NOT_RUNNING) {
                ended.countDown();
            }
        });
    }

    /**
     * Starts the app and returns it. It ends with its process.
     *
     * @param failure called with the reason when the app stops after an error
     */
    static NaiveApp start(StreamConfig config, ServedModel model, Consumer<String> failure) {
        NaiveApp app = new NaiveApp(config, model, failure);
        app.streams.start();
        return app;
    }

    /** Waits until the app has ended. */
    void awaitEnd() throws InterruptedException {
        ended.await();
    }

    /** Diagnoses the images of one partition, with its own buffers. */
    private final class Reader extends ContextualFixedKeyProcessor<byte[], ImageEvent, Diagnosis> {
        private BatchEngine.@Nullable Batch one;

        @Override
        public void init(FixedKeyProcessorContext<byte[], Diagnosis> context) {
            super.init(context);
            one = model.engine().batch(1);
        }

        @Override
        public void process(FixedKeyRecord<byte[], ImageEvent> image) {
            BatchEngine.Batch buffers = Objects.requireNonNull(one, "process: before init");
            context().forward(image.withValue(diagnosis(image.value(), buffers)));
        }

        @Override
        public void close() {
            if (one != null) {
                one.close();
            }
        }
    }

    private Diagnosis diagnosis(ImageEvent event, BatchEngine.Batch one) {
        long start = System.nanoTime();
        byte[] content = ((ContentResult.Found) contents.resolve(event)).bytes();
        DecodeResult decoded = decoders.decode(content, DecodeLimits.ofDefaults());
        Raster image = model.engine().prepare(((DecodeResult.Decoded) decoded).raster());
        long ready = System.nanoTime();
        one.put(0, image);
        one.run();
        float[] scores = one.scores(0);
        float[] probabilities = one.probabilities(0);
        OutputCheck.check(one.logits(0), probabilities, scores);
        int label = Reading.label(one.logits(0));
        FirstPass pass = policy.firstPass(
                model.engine().metadata(), VerdictPolicy.pValues(model.engine().metadata(), scores), label);
        Optional<Raster> denoised = Optional.empty();
        float[] probabilitiesAfter = {};
        Assessment assessment;
        if (pass instanceof FirstPass.Flagged flagged) {
            denoised = Optional.of(one.denoised(0));
            one.put(0, one.denoised(0));
            one.run();
            probabilitiesAfter = one.probabilities(0);
            OutputCheck.check(one.logits(0), probabilitiesAfter, one.scores(0));
            assessment = flagged.afterDenoising(Reading.label(one.logits(0)));
        } else {
            assessment = ((FirstPass.Settled) pass).assessment();
        }
        Answer.Read read = new Answer.Read(
                probabilities,
                scores,
                assessment,
                denoised,
                probabilitiesAfter,
                denoised.map(reconstruction -> image),
                ready - start,
                System.nanoTime() - ready,
                Fingerprint.UNKNOWN.look(),
                Fingerprint.UNKNOWN.sha256());
        return findings.diagnosis(event, new Outcome.Diagnosed(read, model.identity()));
    }
}
