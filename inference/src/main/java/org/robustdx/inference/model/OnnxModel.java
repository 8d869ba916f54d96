package org.robustdx.inference.model;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import org.robustdx.inference.image.Raster;
import org.robustdx.inference.image.Resizer;

/** An open model file, checked against the contract, on a known device. Thread-safe. Closing waits for current runs and refuses later ones. */
public final class OnnxModel implements BatchEngine, AutoCloseable {
    private final String name;
    private final String sha256;
    private final ModelMetadata metadata;
    private final OrtSession session;
    private final String provider;
    private final String providerReason;
    private final int imageBytes;
    // Runs share the read lock, close takes the write lock: a session freed under a run would take the process down.
    private final ReadWriteLock lease = new ReentrantReadWriteLock();
    private final InputBuffers buffers = new InputBuffers();
    private boolean closed;

    /**
     * How a model is opened.
     *
     * @param device the device that runs the model
     * @param intraOpThreads threads of one run; 0 lets the runtime choose (one thread per core)
     */
    public record Options(Device device, int intraOpThreads) {
        /** @throws IllegalArgumentException if the number of threads is negative */
        public Options {
            if (intraOpThreads < 0) {
                throw new IllegalArgumentException("intraOpThreads: " + intraOpThreads + " (expected: >= 0)");
            }
        }

        /** Returns the defaults: {@link Device#AUTO}, the runtime's choice of threads. */
        public static Options ofDefaults() {
            return new Options(Device.AUTO, 0);
        }
    }

    OnnxModel(String name, String sha256, ModelMetadata metadata, OrtSession session, String provider, String reason) {
        this.name = name;
        this.sha256 = sha256;
        this.metadata = metadata;
        this.session = session;
        this.provider = provider;
        this.providerReason = reason;
        this.imageBytes =
                Math.multiplyExact(Math.multiplyExact(metadata.height(), metadata.width()), metadata.channels());
    }

    /**
     * Opens a model file. Its graph is checked for safety before a session sees it, then the session is checked against the contract, and the
     * model runs on a blank image and on generated ones.
     *
     * @throws InvalidModelException if the file cannot be read, is not an ONNX model, is not safe, breaches the contract, or gives an invalid
     *     answer to one of these images
     * @throws DeviceUnavailableException if CUDA was requested and is unavailable
     */
    public static OnnxModel open(Path file, Options options) throws InvalidModelException, DeviceUnavailableException {
        return ModelOpening.open(file, options);
    }

    /**
     * Opens a model file whose content has been read already, so that what was verified is what is opened.
     *
     * @param fileName the file's name, for the model's name and for messages
     * @throws InvalidModelException as {@link #open(Path, Options)}
     * @throws DeviceUnavailableException if CUDA was requested and is unavailable
     */
    public static OnnxModel open(String fileName, byte[] content, Options options)
            throws InvalidModelException, DeviceUnavailableException {
        return ModelOpening.open(fileName, content, options);
    }

    /** Returns what the file says about itself. */
    @Override
    public ModelMetadata metadata() {
        return metadata;
    }

    /** Returns the provider in use: {@code CPU} or {@code CUDA}. */
    public String provider() {
        return provider;
    }

    /** Returns why that provider is in use, in one line. */
    public String providerReason() {
        return providerReason;
    }

    /** Returns the SHA-256 of the file that was opened, in lower-case hex. */
    public String sha256() {
        return sha256;
    }

    /** Returns the file's name without {@code .onnx}. */
    public String name() {
        return name;
    }

    /** Returns the image in the model's channels and size. Training and serving have no other preprocessing. */
    @Override
    public Raster prepare(Raster decoded) {
        // Resampling comes where there are fewer channels.
        Raster in = decoded.channels() > metadata.channels() ? decoded.toChannels(metadata.channels()) : decoded;
        return Resizer.resize(in, metadata.height(), metadata.width(), metadata.fit())
                .toChannels(metadata.channels());
    }

    /**
     * Runs the model on a batch.
     *
     * @param images each of the model's size, see {@link #prepare}; none gives none
     * @throws IllegalArgumentException if an image has another size
     * @throws IllegalStateException if the model is closed
     * @throws InferenceException if the runtime fails
     * @throws InvalidOutputException if its answer to one of the images is not valid
     */
    public List<Reading> run(List<Raster> images) {
        images.forEach(this::checkShape);
        Outputs outputs = run(images.size(), buffer -> images.forEach(image -> buffer.put(image.pixels())));
        List<Reading> readings = new ArrayList<>(images.size());
        for (int i = 0; i < images.size(); i++) {
            readings.add(new Reading(
                    outputs.logits()[i],
                    outputs.probabilities()[i],
                    outputs.scores()[i],
                    RunOutputs.toRaster(outputs.denoised()[i], metadata)));
        }
        return readings;
    }

    /**
     * Returns a batch whose buffers the runtime works on directly.
     *
     * @throws IllegalArgumentException if it is to hold no image
     * @throws InferenceException if the runtime cannot make its tensors
     */
    @Override
    public Batch batch(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity: " + capacity + " (expected: > 0)");
        }
        try {
            return new BoundBatch(this, capacity);
        } catch (OrtException e) {
            throw new InferenceException(
                    "model " + name + " cannot hold a batch of " + capacity + ": " + Sessions.oneLine(e), e);
        }
    }

    void checkShape(Raster image) {
        if (image.height() != metadata.height()
                || image.width() != metadata.width()
                || image.channels() != metadata.channels()) {
            throw new IllegalArgumentException("raster: " + image.shape() + " (expected: " + metadata.height() + "x"
                    + metadata.width() + "x" + metadata.channels() + ")");
        }
    }

    /**
     * Runs the session once on black images, before any other thread uses the model.
     *
     * @throws OrtException if the runtime fails
     */
    void probe(int n, RunCheck check) throws OrtException, InvalidModelException {
        try (OnnxTensor input = tensor(InputBuffers.direct(n * imageBytes), n);
                OrtSession.Result result = session.run(Map.of(Contract.IMAGE, input))) {
            check.check(result);
        }
    }

    /** Checks the result of a run. */
    interface RunCheck {
        void check(OrtSession.Result result) throws InvalidModelException;
    }

    /** Runs the model into existing output tensors. */
    void run(Map<String, OnnxTensor> inputs, Map<String, OnnxTensor> pinned, int n) {
        lease.readLock().lock();
        try {
            checkOpen();
            session.run(inputs, pinned).close();
        } catch (OrtException e) {
            throw failed(n, e);
        } finally {
            lease.readLock().unlock();
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("model " + name + " is closed");
        }
    }

    private InferenceException failed(int n, OrtException e) {
        return new InferenceException("model " + name + " failed on a batch of " + n + ": " + Sessions.oneLine(e), e);
    }

    /**
     * Runs the model on {@code n} images and returns its outputs as they are.
     *
     * @param uint8Nhwc the images, {@code n * H * W * C} unsigned samples
     * @throws IllegalArgumentException if there are not as many samples
     * @throws IllegalStateException if the model is closed
     * @throws InferenceException if the runtime fails
     * @throws InvalidOutputException if its answer to one of the images is not valid
     */
    public Outputs runRaw(byte[] uint8Nhwc, int n) {
        if (n < 0 || uint8Nhwc.length != (long) n * imageBytes) {
            throw new IllegalArgumentException("uint8Nhwc.length: " + uint8Nhwc.length + " (expected: "
                    + (long) n * imageBytes + " for " + n + " images of " + imageBytes + " bytes)");
        }
        return run(n, buffer -> buffer.put(uint8Nhwc));
    }

    private Outputs run(int n, Consumer<ByteBuffer> filler) {
        lease.readLock().lock();
        try {
            checkOpen();
            if (n == 0) {
                return new Outputs(new float[0][], new float[0][], new float[0][], new float[0][]);
            }
            ByteBuffer buffer = buffers.borrow(Math.multiplyExact(n, imageBytes));
            try {
                filler.accept(buffer);
                buffer.flip();
                return run(buffer, n);
            } finally {
                buffers.giveBack(buffer);
            }
        } finally {
            lease.readLock().unlock();
        }
    }

    private Outputs run(ByteBuffer buffer, int n) {
        try (OnnxTensor input = tensor(buffer, n);
                OrtSession.Result result = session.run(Map.of(Contract.IMAGE, input))) {
            int classes = metadata.classes().size();
            Outputs outputs = new Outputs(
                    RunOutputs.rows(result, Contract.LOGITS, n, classes),
                    RunOutputs.rows(result, Contract.PROBABILITIES, n, classes),
                    RunOutputs.rows(result, Contract.DENOISED, n, imageBytes),
                    RunOutputs.rows(
                            result, Contract.SCORES, n, metadata.detectors().size()));
            for (int i = 0; i < n; i++) {
                OutputCheck.check(outputs.logits()[i], outputs.probabilities()[i], outputs.scores()[i]);
                OutputCheck.checkDenoised(outputs.denoised()[i]);
            }
            return outputs;
        } catch (OrtException e) {
            throw failed(n, e);
        }
    }

    private OnnxTensor tensor(ByteBuffer buffer, int n) throws OrtException {
        long[] shape = {n, metadata.height(), metadata.width(), metadata.channels()};
        return OnnxTensor.createTensor(Environment.get(), buffer, shape, OnnxJavaType.UINT8);
    }

    /** Closes the session after the current runs have ended. Closing again does nothing. */
    @Override
    public void close() {
        lease.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                buffers.clear();
                closeQuietly(session);
            }
        } finally {
            lease.writeLock().unlock();
        }
    }

    static void closeQuietly(OrtSession session) {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("session cannot be closed: " + Sessions.oneLine(e), e);
        }
    }
}
