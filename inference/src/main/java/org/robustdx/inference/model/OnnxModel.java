package org.robustdx.inference.model;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.robustdx.inference.graph.GraphCheck;
import org.robustdx.inference.graph.UnsafeGraphException;
import org.robustdx.inference.image.Raster;
import org.robustdx.inference.image.Resizer;

/**
 * A model file, open for use: checked against the contract, run once, and on a known device. Thread-safe; closing waits for runs under way, and
 * runs after it are refused.
 */
public final class OnnxModel implements BatchEngine, AutoCloseable {
    private static final int PROBE_IMAGES = 2;

    private final String name;
    private final String sha256;
    private final ModelMetadata metadata;
    private final OrtSession session;
    private final String provider;
    private final String providerReason;
    private final int imageBytes;
    // Runs share the read lock, close takes the write lock: a session freed under a run would take the process down.
    private final ReadWriteLock lease = new ReentrantReadWriteLock();
    private final ConcurrentLinkedQueue<ByteBuffer> buffers = new ConcurrentLinkedQueue<>();
    private boolean closed;

    /**
     * How a model is opened.
     *
     * @param device where it is to run
     * @param intraOpThreads threads of one run, 0 for the runtime's choice (one for each core)
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

    private OnnxModel(
            String name, String sha256, ModelMetadata metadata, OrtSession session, String provider, String reason) {
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
     * Opens a model file: checks that its graph is safe before a session sees it, then its contract, and runs it on a blank image and on
     * made-up ones.
     *
     * @throws InvalidModelException if it cannot be read, is no ONNX model, is not safe, breaches the contract, or has no valid answer to one of
     *     these images
     * @throws DeviceUnavailableException if CUDA was asked for and cannot be had
     */
    public static OnnxModel open(Path file, Options options) throws InvalidModelException, DeviceUnavailableException {
        String fileName = String.valueOf(file.getFileName());
        return open(fileName, read(file, fileName), options);
    }

    /**
     * As {@link #open(Path, Options)}, of a file that has been read: what was verified is what is opened.
     *
     * @param fileName the file's name, for its model's name and for messages
     */
    public static OnnxModel open(String fileName, byte[] content, Options options)
            throws InvalidModelException, DeviceUnavailableException {
        String name = fileName.endsWith(".onnx") ? fileName.substring(0, fileName.length() - 5) : fileName;
        String sha256 = sha256(content);
        try {
            GraphCheck.check(content);
        } catch (UnsafeGraphException e) {
            throw new InvalidModelException(fileName + ": " + e.getMessage(), e);
        }
        if (options.device() == Device.CPU) {
            return open(name, fileName, sha256, content, Device.CPU, options, "cpu was asked for");
        }
        String refusal = "this build has no CUDA (build with -Pcuda)";
        if (Sessions.buildHasCuda()) {
            try {
                return open(name, fileName, sha256, content, Device.CUDA, options, "CUDA, verified by a run");
            } catch (DeviceUnavailableException e) {
                refusal = String.valueOf(e.getMessage());
            }
        }
        if (options.device() == Device.CUDA) {
            throw new DeviceUnavailableException("device cuda cannot be had: " + refusal);
        }
        return open(name, fileName, sha256, content, Device.CPU, options, refusal);
    }

    private static OnnxModel open(
            String name, String fileName, String sha256, byte[] content, Device device, Options options, String reason)
            throws InvalidModelException, DeviceUnavailableException {
        OrtSession session;
        try {
            session = Sessions.create(content, device, options.intraOpThreads());
        } catch (OrtException | LinkageError e) {
            if (device == Device.CUDA) {
                throw new DeviceUnavailableException(oneLine(e));
            }
            throw new InvalidModelException(fileName + ": is not an ONNX model that can be run: " + oneLine(e), e);
        }
        @Nullable OnnxModel model = null;
        try {
            ModelMetadata metadata = Contract.check(session);
            OnnxModel opened = new OnnxModel(name, sha256, metadata, session, device.name(), reason);
            opened.probe();
            model = opened;
            return opened;
        } catch (InvalidModelException | InvalidOutputException e) {
            throw new InvalidModelException(fileName + ": " + e.getMessage(), e);
        } catch (OrtException | InferenceException e) {
            if (device == Device.CUDA) {
                throw new DeviceUnavailableException(oneLine(e));
            }
            throw new InvalidModelException(fileName + ": cannot be run: " + oneLine(e), e);
        } finally {
            if (model == null) {
                closeQuietly(session);
            }
        }
    }

    /**
     * Shapes that the file leaves open are seen by a run, and so is a device that loads but does not work. Numbers that are none show on some
     * images only.
     */
    private void probe() throws InvalidModelException, OrtException {
        ByteBuffer blank = direct(PROBE_IMAGES * imageBytes);
        try (OnnxTensor input = tensor(blank, PROBE_IMAGES);
                OrtSession.Result result = session.run(Map.of(Contract.IMAGE, input))) {
            int classes = metadata.classes().size();
            Contract.checkShape(
                    Contract.LOGITS, shape(result, Contract.LOGITS), PROBE_IMAGES, "number of classes", classes);
            Contract.checkShape(
                    Contract.PROBABILITIES,
                    shape(result, Contract.PROBABILITIES),
                    PROBE_IMAGES,
                    "number of classes",
                    classes);
            Contract.checkShape(
                    Contract.DENOISED,
                    shape(result, Contract.DENOISED),
                    PROBE_IMAGES,
                    "C,H,W of input image",
                    metadata.channels(),
                    metadata.height(),
                    metadata.width());
            Contract.checkShape(
                    Contract.SCORES,
                    shape(result, Contract.SCORES),
                    PROBE_IMAGES,
                    "number of detectors",
                    metadata.detectors().size());
        }
        for (byte[] images :
                ProbeImages.batches(metadata.height(), metadata.width(), metadata.channels(), PROBE_IMAGES)) {
            runRaw(images, PROBE_IMAGES);
        }
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

    /** Returns the image as this model takes it: its channels, its size. The only preprocessing there is, in training and in serving. */
    @Override
    public Raster prepare(Raster decoded) {
        // Channels first where that leaves less to resample, last where it would make more.
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
                    toRaster(outputs.denoised()[i])));
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
                    "model " + name + " cannot hold a batch of " + capacity + ": " + oneLine(e), e);
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

    /** Runs the model into outputs that are there already. */
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
        return new InferenceException("model " + name + " failed on a batch of " + n + ": " + oneLine(e), e);
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

    private interface Filler {
        void fill(ByteBuffer buffer);
    }

    private Outputs run(int n, Filler filler) {
        lease.readLock().lock();
        try {
            checkOpen();
            if (n == 0) {
                return new Outputs(new float[0][], new float[0][], new float[0][], new float[0][]);
            }
            ByteBuffer buffer = borrow(Math.multiplyExact(n, imageBytes));
            try {
                filler.fill(buffer);
                buffer.flip();
                return run(buffer, n);
            } finally {
                buffers.add(buffer);
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
                    rows(result, Contract.LOGITS, n, classes),
                    rows(result, Contract.PROBABILITIES, n, classes),
                    rows(result, Contract.DENOISED, n, imageBytes),
                    rows(result, Contract.SCORES, n, metadata.detectors().size()));
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

    private ByteBuffer borrow(int bytes) {
        ByteBuffer buffer = buffers.poll();
        // One that is too small is dropped for a larger one: the pool settles on the largest batch, one buffer for each
        // concurrent run.
        return buffer == null || buffer.capacity() < bytes
                ? direct(bytes)
                : buffer.clear().limit(bytes);
    }

    private static ByteBuffer direct(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    private static long[] shape(OrtSession.Result result, String output) {
        return output(result, output).getInfo().getShape();
    }

    private static float[][] rows(OrtSession.Result result, String output, int n, int length) {
        FloatBuffer values = output(result, output).getFloatBuffer();
        if (values.remaining() != (long) n * length) {
            throw new IllegalStateException(
                    "output " + output + ": " + values.remaining() + " values (expected: " + (long) n * length + ")");
        }
        float[][] rows = new float[n][length];
        for (float[] row : rows) {
            values.get(row);
        }
        return rows;
    }

    private static OnnxTensor output(OrtSession.Result result, String name) {
        return (OnnxTensor) result.get(name).orElseThrow();
    }

    /** From channel by channel in [0, 1] to interleaved bytes; what lies outside is clamped. */
    Raster toRaster(float[] planes) {
        int area = metadata.height() * metadata.width();
        int channels = metadata.channels();
        byte[] pixels = new byte[imageBytes];
        for (int c = 0; c < channels; c++) {
            for (int i = 0; i < area; i++) {
                int v = Math.round(planes[c * area + i] * 255);
                pixels[i * channels + c] = (byte) Math.max(0, Math.min(255, v));
            }
        }
        return new Raster(metadata.width(), metadata.height(), channels, pixels);
    }

    /** Closes the session once the runs under way are done; closing again does nothing. */
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

    private static void closeQuietly(OrtSession session) {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("session cannot be closed: " + oneLine(e), e);
        }
    }

    private static byte[] read(Path file, String fileName) throws InvalidModelException {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new InvalidModelException(fileName + ": no such file", e);
        } catch (IOException | OutOfMemoryError e) {
            throw new InvalidModelException(fileName + ": cannot be read: " + oneLine(e), e);
        }
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    private static String oneLine(Throwable e) {
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        String line = Sessions.reason(message.strip().lines().findFirst().orElse(""));
        return line.length() > 300 ? line.substring(0, 300) : line;
    }
}
