package org.robustdx.inference.model;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.robustdx.inference.file.Sha256;
import org.robustdx.inference.graph.GraphCheck;
import org.robustdx.inference.graph.UnsafeGraphException;

/** The steps from a file to an open model: read, check the graph, choose the device, create the session, check the contract, try the model. */
final class ModelOpening {
    private static final int PROBE_IMAGES = 2;
    private static final String EXTENSION = ".onnx";

    private final String fileName;
    private final byte[] content;
    private final OnnxModel.Options options;

    private ModelOpening(String fileName, byte[] content, OnnxModel.Options options) {
        this.fileName = fileName;
        this.content = content;
        this.options = options;
    }

    static OnnxModel open(Path file, OnnxModel.Options options)
            throws InvalidModelException, DeviceUnavailableException {
        String fileName = String.valueOf(file.getFileName());
        return open(fileName, read(file, fileName), options);
    }

    static OnnxModel open(String fileName, byte[] content, OnnxModel.Options options)
            throws InvalidModelException, DeviceUnavailableException {
        try {
            GraphCheck.check(content);
        } catch (UnsafeGraphException e) {
            throw new InvalidModelException(fileName + ": " + e.getMessage(), e);
        }
        return new ModelOpening(fileName, content, options).open();
    }

    /** Opens the model on the requested device; without a request, on CUDA if it works, otherwise on the CPU. */
    private OnnxModel open() throws InvalidModelException, DeviceUnavailableException {
        if (options.device() == Device.CPU) {
            return open(Device.CPU, "cpu was asked for");
        }
        String refusal = "this build has no CUDA (build with -Pcuda)";
        if (Sessions.buildHasCuda()) {
            try {
                return open(Device.CUDA, "CUDA, verified by a run");
            } catch (DeviceUnavailableException e) {
                refusal = String.valueOf(e.getMessage());
            }
        }
        if (options.device() == Device.CUDA) {
            throw new DeviceUnavailableException("device cuda cannot be had: " + refusal);
        }
        return open(Device.CPU, refusal);
    }

    private OnnxModel open(Device device, String reason) throws InvalidModelException, DeviceUnavailableException {
        OrtSession session;
        try {
            session = Sessions.create(content, device, options.intraOpThreads());
        } catch (OrtException | LinkageError e) {
            if (device == Device.CUDA) {
                throw new DeviceUnavailableException(Sessions.oneLine(e));
            }
            throw new InvalidModelException(
                    fileName + ": is not an ONNX model that can be run: " + Sessions.oneLine(e), e);
        }
        @Nullable OnnxModel opened = null;
        try {
            ModelMetadata metadata = Contract.check(session);
            OnnxModel model = new OnnxModel(modelName(), Sha256.hex(content), metadata, session, device.name(), reason);
            probe(model);
            opened = model;
            return model;
        } catch (InvalidModelException | InvalidOutputException e) {
            throw new InvalidModelException(fileName + ": " + e.getMessage(), e);
        } catch (OrtException | InferenceException e) {
            if (device == Device.CUDA) {
                throw new DeviceUnavailableException(Sessions.oneLine(e));
            }
            throw new InvalidModelException(fileName + ": cannot be run: " + Sessions.oneLine(e), e);
        } finally {
            if (opened == null) {
                OnnxModel.closeQuietly(session);
            }
        }
    }

    private String modelName() {
        return fileName.endsWith(EXTENSION) ? fileName.substring(0, fileName.length() - EXTENSION.length()) : fileName;
    }

    /**
     * Runs the model. The first run shows the shapes that the file leaves open, and whether the device works. The others show images on which
     * the model gives values that are not finite.
     */
    private static void probe(OnnxModel model) throws InvalidModelException, OrtException {
        ModelMetadata m = model.metadata();
        model.probe(PROBE_IMAGES, result -> {
            int classes = m.classes().size();
            checkShape(result, Contract.LOGITS, "number of classes", classes);
            checkShape(result, Contract.PROBABILITIES, "number of classes", classes);
            checkShape(result, Contract.DENOISED, "C,H,W of input image", m.channels(), m.height(), m.width());
            checkShape(
                    result,
                    Contract.SCORES,
                    "number of detectors",
                    m.detectors().size());
        });
        for (byte[] images : ProbeImages.batches(m.height(), m.width(), m.channels(), PROBE_IMAGES)) {
            model.runRaw(images, PROBE_IMAGES);
        }
    }

    private static void checkShape(OrtSession.Result result, String output, String what, int... dimensions)
            throws InvalidModelException {
        Contract.checkShape(output, RunOutputs.shape(result, output), PROBE_IMAGES, what, dimensions);
    }

    private static byte[] read(Path file, String fileName) throws InvalidModelException {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new InvalidModelException(fileName + ": no such file", e);
        } catch (IOException | OutOfMemoryError e) {
            throw new InvalidModelException(fileName + ": cannot be read: " + Sessions.oneLine(e), e);
        }
    }
}
