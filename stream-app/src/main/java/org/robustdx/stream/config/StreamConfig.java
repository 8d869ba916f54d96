package org.robustdx.stream.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.StreamsConfig;
import org.robustdx.inference.model.Device;
import org.robustdx.kafka.KafkaConnection;
import org.robustdx.kafka.SizeLimits;

/**
 * What the app does with images: their origin, the model, and how it processes them. {@link Operations} holds the other
 * settings: how the app is operated. Commands declare the options of both, with defaults and descriptions, and build
 * both.
 *
 * @param kafka the cluster
 * @param applicationId name of the app: consumer group and prefix of its transactions
 * @param model the ONNX file
 * @param device device of the model
 * @param threads number of stream threads, 1 to 64
 * @param intraOpThreads threads of the model within one call, 1 to 64
 * @param policies when images are flagged, by task
 * @param sizes limits on records
 * @param contentRoot folder below which references may name files; empty to refuse every reference to a file
 * @param stateDir folder of Kafka Streams' local state
 * @param guarantee processing guarantee
 * @param batching how images are grouped into batches
 * @param objects object store in which references may name objects; empty to refuse every reference to an object
 */
public record StreamConfig(
        KafkaConnection kafka,
        String applicationId,
        Path model,
        Device device,
        int threads,
        int intraOpThreads,
        TaskPolicies policies,
        SizeLimits sizes,
        Optional<Path> contentRoot,
        Path stateDir,
        ProcessingGuarantee guarantee,
        Batching batching,
        Optional<ObjectStoreSettings> objects) {
    private static final int MOST_THREADS = 64;

    public StreamConfig {
        if (!applicationId.matches("[A-Za-z0-9._-]{1,200}")) {
            throw new IllegalArgumentException(
                    "application-id: %s (expected: letters, digits, '.', '_' and '-')".formatted(applicationId));
        }
        inRange("threads", threads, MOST_THREADS);
        inRange("intra-op-threads", intraOpThreads, MOST_THREADS);
    }

    private static void inRange(String name, int value, int most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException("%s: %d (expected: 1 to %d)".formatted(name, value, most));
        }
    }

    /** Returns the settings as lines to print, one setting per line, with secrets masked. */
    public List<String> shown() {
        List<String> lines = new ArrayList<>();
        lines.add("bootstrap-servers = " + kafka.bootstrapServers());
        kafka.shown(StreamsConfig.configDef()).forEach((name, value) -> lines.add("kafka." + name + " = " + value));
        lines.add("application-id = " + applicationId);
        lines.add("model = " + model);
        lines.add("device = " + device);
        lines.add("threads = " + threads);
        lines.add("intra-op-threads = " + intraOpThreads);
        lines.addAll(policies.shown());
        lines.add("max-image-bytes = " + sizes.maxImageBytes());
        lines.add("content-root = " + contentRoot.map(Path::toString).orElse("(references to files are refused)"));
        objects.ifPresent(store -> lines.addAll(store.shown()));
        lines.add("state-dir = " + stateDir);
        lines.add("processing-guarantee = " + guarantee.kafkaName());
        lines.add("max-batch = " + batching.pipeline().maxBatch());
        lines.add("max-delay = " + batching.pipeline().maxDelay().toMillis());
        lines.add("decode-threads = " + batching.pipeline().decodeThreads());
        lines.add("decode-time = "
                + batching.pipeline().decoding().processorTime().toMillis());
        lines.add("abandoned-threads = " + batching.pipeline().decoding().mostAbandoned());
        lines.add("workers = " + batching.pipeline().workers());
        lines.add("expected-image-bytes = " + batching.expectedImageBytes());
        return lines;
    }
}
