package org.robustdx.inference.model;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import java.util.concurrent.CompletableFuture;

/** The one environment of ONNX Runtime in this process. */
public final class Environment {
    /**
     * ONNX Runtime 1.29 recurses once per character of the process's command line while it starts, on the stack of the thread that
     * starts it: a class path of some 4,000 characters overflows the usual 1 MiB, and the process dies without a word.
     */
    private static final long START_STACK = 256L << 20;

    private Environment() {}

    /** Returns the environment, started on first use. */
    public static OrtEnvironment get() {
        return Holder.ENVIRONMENT;
    }

    private static OrtEnvironment start() {
        CompletableFuture<OrtEnvironment> started = new CompletableFuture<>();
        Runnable start = () -> {
            try {
                // Failures come as exceptions; the native log would say them again, in colours, on stderr.
                OrtEnvironment environment = OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
                // From 1.29 on it reports to its maker on Linux too, once it has started; ORT_DISABLE_TELEMETRY=1
                // forbids it from the first.
                environment.setTelemetry(false);
                started.complete(environment);
            } catch (OrtException | RuntimeException | LinkageError e) {
                started.completeExceptionally(e);
            }
        };
        new Thread(null, start, "onnxruntime-start", START_STACK).start();
        return started.join();
    }

    /** Starts on first use; the starting code is outside, since its thread could not enter a class that is being initialised. */
    private static final class Holder {
        private static final OrtEnvironment ENVIRONMENT = Environment.start();
    }
}
