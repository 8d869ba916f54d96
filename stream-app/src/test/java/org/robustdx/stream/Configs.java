package org.robustdx.stream;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.robustdx.inference.model.Device;
import org.robustdx.kafka.KafkaConnection;
import org.robustdx.kafka.SizeLimits;
import org.robustdx.stream.config.Batching;
import org.robustdx.stream.config.ProcessingGuarantee;
import org.robustdx.stream.config.StreamConfig;
import org.robustdx.stream.config.TaskPolicies;

/** Settings of the app as most tests run it: exactly once, on the CPU, two stream threads, alarms as each model has it, no references. */
public final class Configs {
    private static final int STREAM_THREADS = 2;

    private Configs() {}

    /** Returns those of an app named "test", with batches as by default. */
    public static StreamConfig of(KafkaConnection kafka, Path model, SizeLimits sizes, Path state) {
        return of("test", kafka, model, sizes, state, Batching.ofDefaults());
    }

    /** Returns those of an app of this name, with these batches. */
    public static StreamConfig of(
            String application, KafkaConnection kafka, Path model, SizeLimits sizes, Path state, Batching batching) {
        return new StreamConfig(
                kafka,
                application,
                model,
                Device.CPU,
                STREAM_THREADS,
                1,
                TaskPolicies.ofModels(),
                sizes,
                Optional.empty(),
                state,
                ProcessingGuarantee.EXACTLY_ONCE_V2,
                batching,
                Optional.empty());
    }

    /** Returns the same settings with these policies. */
    public static StreamConfig judging(StreamConfig config, TaskPolicies policies) {
        return new StreamConfig(
                config.kafka(),
                config.applicationId(),
                config.model(),
                config.device(),
                config.threads(),
                config.intraOpThreads(),
                policies,
                config.sizes(),
                config.contentRoot(),
                config.stateDir(),
                config.guarantee(),
                config.batching(),
                config.objects());
    }

    /** Returns a connection to these brokers on which a killed instance is missed after six seconds. */
    public static KafkaConnection soonMissed(String bootstrapServers) {
        return new KafkaConnection(
                bootstrapServers, Map.of("session.timeout.ms", "6000", "heartbeat.interval.ms", "1000"));
    }
}
