package org.robustdx.lab.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.robustdx.inference.model.Device;
import org.robustdx.inference.pipeline.DecodeBudget;
import org.robustdx.inference.pipeline.PipelineOptions;
import org.robustdx.kafka.KafkaConnection;
import org.robustdx.kafka.SizeLimits;
import org.robustdx.stream.app.StreamApp;
import org.robustdx.stream.config.Batching;
import org.robustdx.stream.config.ProcessingGuarantee;
import org.robustdx.stream.config.StreamConfig;
import org.robustdx.stream.config.TaskPolicies;
import org.robustdx.stream.diagnosis.ServedModel;

/**
 * How the measured app runs. The app runs in a process of its own, which gets these settings as {@link #arguments()}.
 *
 * @param model the ONNX file; empty for the stub engine
 * @param stub times of the stub engine
 * @param device device of the model
 * @param threads number of stream threads
 * @param intraOpThreads threads of the model within one call
 * @param guarantee processing guarantee
 * @param falseAlarmRate share of clean images that may be flagged; empty for the model's own
 * @param batching how images are grouped into batches
 * @param imageBytes typical size of an encoded image
 */
public record AppSettings(
        Optional<Path> model,
        StubTimes stub,
        Device device,
        int threads,
        int intraOpThreads,
        ProcessingGuarantee guarantee,
        Optional<Double> falseAlarmRate,
        PipelineOptions batching,
        int imageBytes) {
    private static final String APPLICATION = "robustdx-bench";
    private static final double NANOS = 1e9;

    /** How many more images than the stub can process one by one are published for it. */
    private static final double SPARE = 1.2;

    /** Returns the settings for images of another typical size. */
    AppSettings withImageBytes(int bytes) {
        return new AppSettings(
                model, stub, device, threads, intraOpThreads, guarantee, falseAlarmRate, batching, bytes);
    }

    /** Opens the engine. */
    ServedModel open() {
        return model.map(file -> StreamApp.open(file, device, intraOpThreads)).orElseGet(() -> StubEngine.served(stub));
    }

    /** Returns when images are flagged. */
    TaskPolicies policies() {
        return falseAlarmRate.map(TaskPolicies::of).orElseGet(TaskPolicies::ofModels);
    }

    /** Returns the configuration of an instance of the app. */
    StreamConfig config(KafkaConnection kafka, Path state) {
        return new StreamConfig(
                kafka,
                APPLICATION,
                model.orElse(Path.of("")),
                device,
                threads,
                intraOpThreads,
                policies(),
                SizeLimits.ofDefaults(),
                Optional.empty(),
                state,
                guarantee,
                new Batching(batching, imageBytes),
                Optional.empty());
    }

    /**
     * Returns a throughput that an app without batches does not exceed, in images per second.
     *
     * @param ceiling throughput of decoding and engine in batches
     */
    double mostOneByOne(double ceiling) {
        // On a CPU, the threads of such an app use one core each, and a worker of the pipeline uses only one.
        double most = threads * ceiling;
        return model.isPresent() ? most : Math.min(most, SPARE * NANOS / Math.max(1, stub.nanos(1)));
    }

    /** Returns the settings as arguments of a command line. */
    List<String> arguments() {
        List<String> arguments = new ArrayList<>();
        model.ifPresent(file -> arguments.add("model=" + file));
        falseAlarmRate.ifPresent(rate -> arguments.add("false-alarm-rate=" + rate));
        arguments.add("stub-call=" + stub.perCall());
        arguments.add("stub-image=" + stub.perImage());
        arguments.add("device=" + device.name());
        arguments.add("threads=" + threads);
        arguments.add("intra-op-threads=" + intraOpThreads);
        arguments.add("guarantee=" + guarantee.name());
        arguments.add("max-batch=" + batching.maxBatch());
        arguments.add("max-delay=" + batching.maxDelay());
        arguments.add("decode-threads=" + batching.decodeThreads());
        arguments.add("workers=" + batching.workers());
        arguments.add("decode-time=" + batching.decoding().processorTime());
        arguments.add("abandoned-threads=" + batching.decoding().mostAbandoned());
        arguments.add("patience=" + batching.decoding().patience());
        arguments.add("engine-deadline=" + batching.engineDeadline());
        arguments.add("image-bytes=" + imageBytes);
        return arguments;
    }

    /**
     * Returns the settings of {@link #arguments()}.
     *
     * @throws IllegalArgumentException if an argument is missing or invalid
     */
    static AppSettings of(List<String> arguments) {
        Map<String, String> values = new HashMap<>();
        for (String argument : arguments) {
            int end = argument.indexOf('=');
            if (end < 1) {
                throw new IllegalArgumentException("argument: %s (expected: NAME=VALUE)".formatted(argument));
            }
            values.put(argument.substring(0, end), argument.substring(end + 1));
        }
        Values given = new Values(values);
        return new AppSettings(
                Optional.ofNullable(values.get("model")).map(Path::of),
                new StubTimes(given.duration("stub-call"), given.duration("stub-image")),
                Device.valueOf(given.text("device")),
                given.number("threads"),
                given.number("intra-op-threads"),
                ProcessingGuarantee.valueOf(given.text("guarantee")),
                Optional.ofNullable(values.get("false-alarm-rate")).map(Double::valueOf),
                new PipelineOptions(
                        given.number("max-batch"),
                        given.duration("max-delay"),
                        given.number("decode-threads"),
                        given.number("workers"),
                        new DecodeBudget(
                                given.duration("decode-time"),
                                given.number("abandoned-threads"),
                                given.duration("patience")),
                        given.duration("engine-deadline")),
                given.number("image-bytes"));
    }

    private record Values(Map<String, String> byName) {
        String text(String name) {
            String value = byName.get(name);
            if (value == null) {
                throw new IllegalArgumentException(name + ": missing (expected: a value)");
            }
            return value;
        }

        int number(String name) {
            return Integer.parseInt(text(name));
        }

        Duration duration(String name) {
            return Duration.parse(text(name));
        }
    }
}
