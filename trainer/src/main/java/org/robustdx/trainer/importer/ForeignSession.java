package org.robustdx.trainer.importer;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.robustdx.inference.graph.GraphCheck;
import org.robustdx.inference.graph.UnsafeGraphException;
import org.robustdx.inference.model.Environment;
import org.robustdx.inference.model.InvalidModelException;

/**
 * A file of unknown origin in ONNX Runtime. It is checked from its bytes before the runtime sees it, and neither opening it nor a run takes longer
 * than a time limit. For one thread.
 */
public final class ForeignSession implements AutoCloseable {
    private final OrtSession session;
    private final Duration limit;

    private ForeignSession(OrtSession session, Duration limit) {
        this.session = session;
        this.limit = limit;
    }

    /**
     * Opens a file.
     *
     * @param limit for opening and for each run
     * @throws InvalidModelException if the file is not safe to open, cannot be opened, or takes longer than the limit
     */
    public static ForeignSession open(byte[] file, Duration limit) throws InvalidModelException {
        return open(file, limit, limit);
    }

    /** As {@link #open(byte[], Duration)}, with a limit for opening and one for each run. */
    static ForeignSession open(byte[] file, Duration opening, Duration running) throws InvalidModelException {
        try {
            GraphCheck.check(file);
        } catch (UnsafeGraphException e) {
            throw new InvalidModelException(String.valueOf(e.getMessage()), e);
        }
        return new ForeignSession(created(file, opening), running);
    }

    /** The runtime cannot be stopped while it opens a file: the thread is abandoned, and what it still makes is closed. */
    private static OrtSession created(byte[] file, Duration limit) throws InvalidModelException {
        CompletableFuture<OrtSession> opened = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
                        options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
                        OrtSession session = Environment.get().createSession(file, options);
                        if (!opened.complete(session)) {
                            session.close();
                        }
                    } catch (OrtException | RuntimeException | LinkageError e) {
                        opened.completeExceptionally(e);
                    }
                },
                "foreign-model");
        thread.setDaemon(true);
        thread.start();
        try {
            return opened.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            if (opened.completeExceptionally(e)) {
                throw new InvalidModelException("not opened within " + limit.toMillis() + " ms", e);
            }
            return opened.join();
        } catch (ExecutionException e) {
            throw new InvalidModelException("cannot be opened: " + oneLine(e.getCause()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InvalidModelException("opening was interrupted", e);
        }
    }

    /**
     * Runs the file on float32 input.
     *
     * @param dims of the input
     * @return the numbers of the output, in its own order
     * @throws InvalidModelException if the run fails or takes longer than the limit
     */
    public float[] run(String input, float[] values, long[] dims, String output) throws InvalidModelException {
        try (OnnxTensor tensor = OnnxTensor.createTensor(Environment.get(), FloatBuffer.wrap(values), dims)) {
            return run(input, tensor, output);
        } catch (OrtException e) {
            throw new InvalidModelException("input: " + oneLine(e), e);
        }
    }

    /** As {@link #run(String, float[], long[], String)}, on uint8 input. */
    public float[] run(String input, byte[] values, long[] dims, String output) throws InvalidModelException {
        ByteBuffer bytes = ByteBuffer.allocateDirect(values.length).put(values).flip();
        try (OnnxTensor tensor = OnnxTensor.createTensor(Environment.get(), bytes, dims, OnnxJavaType.UINT8)) {
            return run(input, tensor, output);
        } catch (OrtException e) {
            throw new InvalidModelException("input: " + oneLine(e), e);
        }
    }

    private float[] run(String input, OnnxTensor tensor, String output) throws InvalidModelException {
        try (OrtSession.RunOptions options = new OrtSession.RunOptions()) {
            CompletableFuture<Boolean> done = new CompletableFuture<>();
            Thread watch = new Thread(() -> stopLate(done, options), "foreign-model-watch");
            watch.setDaemon(true);
            watch.start();
            try (OrtSession.Result result = session.run(Map.of(input, tensor), Set.of(output), options)) {
                return floats(result.get(0));
            } finally {
                done.complete(true);
                join(watch);
            }
        } catch (OrtException e) {
            throw new InvalidModelException(
                    "a run failed, or took longer than " + limit.toMillis() + " ms: " + oneLine(e), e);
        }
    }

    private void stopLate(CompletableFuture<Boolean> done, OrtSession.RunOptions options) {
        try {
            done.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            try {
                options.setTerminate(true);
            } catch (OrtException e) {
                throw new IllegalStateException("a run could not be stopped", e);
            }
        } catch (InterruptedException | ExecutionException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The options must not be closed while the watch may still use them. */
    private static void join(Thread watch) {
        try {
            watch.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static float[] floats(OnnxValue value) throws InvalidModelException {
        if (!(value instanceof OnnxTensor tensor) || tensor.getFloatBuffer() == null) {
            throw new InvalidModelException("output: no tensor of float32 (expected: scores of classes)");
        }
        FloatBuffer buffer = tensor.getFloatBuffer();
        float[] values = new float[buffer.remaining()];
        buffer.get(values);
        return values;
    }

    private static String oneLine(@Nullable Throwable e) {
        String message = e == null || e.getMessage() == null ? "no reason given" : e.getMessage();
        String line = message.lines().findFirst().orElse(message);
        return line.length() > 300 ? line.substring(0, 300) : line;
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("session cannot be closed: " + oneLine(e), e);
        }
    }
}
