package org.robustdx.lab.graph;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.robustdx.inference.image.Raster;
import org.robustdx.inference.model.Environment;
import org.robustdx.kafka.UserException;

/**
 * A model in ONNX Runtime on the CPU, with the app's settings and one thread, and a batch to run it on. It works in the calling thread, so that this
 * thread's processor time is the model's. For one thread.
 */
final class TimedSession implements AutoCloseable {
    private static final String INPUT = "image";

    private final OrtSession session;
    private final OnnxTensor batch;
    private final int size;

    /**
     * Files of a session that records what each node takes.
     *
     * @param graph file for the graph that the runtime made of the model
     * @param profile beginning of the path of the file with the times
     */
    record Recording(Path graph, Path profile) {}

    private TimedSession(OrtSession session, OnnxTensor batch, int size) {
        this.session = session;
        this.batch = batch;
        this.size = size;
    }

    /**
     * Opens a model that has been checked.
     *
     * @param images the batch: images of the model's size, at least one
     * @throws UserException if the runtime cannot open the model
     */
    static TimedSession open(byte[] model, List<Raster> images, Optional<Recording> recording) {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            options.setIntraOpNumThreads(1);
            if (recording.isPresent()) {
                options.setOptimizedModelFilePath(recording.get().graph().toString());
                options.enableProfiling(recording.get().profile().toString());
            }
            OrtSession session = Environment.get().createSession(model, options);
            try {
                return new TimedSession(session, tensor(images), images.size());
            } catch (OrtException | RuntimeException e) {
                session.close();
                throw e;
            }
        } catch (OrtException e) {
            throw failed(e);
        }
    }

    private static OnnxTensor tensor(List<Raster> images) throws OrtException {
        Raster first = images.get(0);
        ByteBuffer pixels = ByteBuffer.allocateDirect(images.size() * first.pixels().length);
        images.forEach(image -> pixels.put(image.pixels()));
        long[] shape = {images.size(), first.height(), first.width(), first.channels()};
        return OnnxTensor.createTensor(Environment.get(), pixels.flip(), shape, OnnxJavaType.UINT8);
    }

    /** Runs the model on the batch so many times, and returns the processor time per image in milliseconds. */
    double millisPerImage(int times) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        try {
            long start = threads.getCurrentThreadCpuTime();
            for (int i = 0; i < times; i++) {
                session.run(Map.of(INPUT, batch)).close();
            }
            return (threads.getCurrentThreadCpuTime() - start) / 1e6 / times / size;
        } catch (OrtException e) {
            throw failed(e);
        }
    }

    /** Ends the recording and returns the file with the times. */
    Path endRecording() {
        try {
            return Path.of(session.endProfiling());
        } catch (OrtException e) {
            throw failed(e);
        }
    }

    private static UserException failed(OrtException e) {
        return UserException.failed("model: ONNX Runtime failed: " + e.getMessage());
    }

    @Override
    public void close() {
        batch.close();
        try {
            session.close();
        } catch (OrtException e) {
            throw failed(e);
        }
    }
}
