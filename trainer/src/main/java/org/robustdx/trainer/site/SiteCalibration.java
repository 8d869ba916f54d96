package org.robustdx.trainer.site;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.robustdx.inference.file.WholeFile;
import org.robustdx.inference.model.Device;
import org.robustdx.inference.model.DeviceUnavailableException;
import org.robustdx.inference.model.InvalidModelException;
import org.robustdx.inference.model.ModelMetadata;
import org.robustdx.inference.model.OnnxModel;
import org.robustdx.inference.model.Outputs;
import org.robustdx.onnx.ModelProto;
import org.robustdx.onnx.OnnxFiles;
import org.robustdx.trainer.calibrate.LogitCorrection;
import org.robustdx.trainer.calibrate.SiteImages;
import org.robustdx.trainer.calibrate.SiteModel;
import org.robustdx.trainer.calibrate.SiteTrial;
import org.robustdx.trainer.data.Dataset;
import org.robustdx.trainer.export.CorrectedLogits;
import org.robustdx.trainer.export.OnnxProperties;
import org.robustdx.trainer.modelfile.CorrectionEntry;
import org.robustdx.trainer.modelfile.Images;
import org.robustdx.trainer.modelfile.SavedModel;
import org.robustdx.trainer.modelfile.Verifier;
import org.robustdx.trainer.train.DataSource;

/**
 * Calibrates a model file to a site. It needs the file alone, no checkpoint and no network: the weights stay as they are, byte by byte. Nodes that scale
 * and shift the logits, and metadata, are what changes.
 */
public final class SiteCalibration implements AutoCloseable {
    /** Key of {@code metadata_props}: SHA-256 of the file that this one was made from. */
    public static final String PARENT = "parent_sha256";

    private static final String BEFORE = "before_calibration";
    private static final int BATCH = 64;
    private static final double SOFTMAX_TOLERANCE = 1e-3;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final byte[] content;
    private final OnnxModel served;
    private final Optional<LogitCorrection> former;

    private SiteCalibration(Path file, byte[] content, OnnxModel served, Optional<LogitCorrection> former) {
        this.file = file;
        this.content = content;
        this.served = served;
        this.former = former;
    }

    /**
     * Opens a model file, or the one in the folder of a training run.
     *
     * @throws IOException if there is none, or it is not an ONNX model
     * @throws InvalidModelException if it breaches the contract of model files
     */
    public static SiteCalibration open(Path path)
            throws IOException, InvalidModelException, DeviceUnavailableException {
        Path file = Files.isDirectory(path) ? path.resolve(SavedModel.ONNX) : path;
        if (!Files.isRegularFile(file)) {
            throw new IOException(file + ": no such model (expected: an ONNX file, or a folder that train wrote)");
        }
        if (Files.size(file) > OnnxFiles.MAX_BYTES) {
            throw new IOException(
                    file + ": " + Files.size(file) + " bytes (expected: at most " + OnnxFiles.MAX_BYTES + ")");
        }
        byte[] content = Files.readAllBytes(file);
        OnnxModel served = open(file, content);
        try {
            return new SiteCalibration(file, content, served, CorrectedLogits.of(content));
        } catch (IOException | RuntimeException e) {
            served.close();
            throw e;
        }
    }

    private static OnnxModel open(Path file, byte[] content) throws InvalidModelException, DeviceUnavailableException {
        return OnnxModel.open(String.valueOf(file.getFileName()), content, new OnnxModel.Options(Device.CPU, 0));
    }

    /** Returns what the file says of itself. */
    public ModelMetadata metadata() {
        return served.metadata();
    }

    /** Returns the SHA-256 of the file. */
    public String sha256() {
        return served.sha256();
    }

    /** Returns whether the file has a correction of its logits already, which a calibration with labels replaces. */
    public boolean corrected() {
        return former.isPresent();
    }

    /** Returns the parts of the model that a calibration changes, as they are in the file. */
    public SiteModel model() {
        ModelMetadata metadata = served.metadata();
        return new SiteModel(
                metadata.classes(),
                former.orElse(LogitCorrection.none(metadata.classes().size())),
                metadata.calibration(),
                metadata.predictionSets());
    }

    /**
     * Returns what the model says of images.
     *
     * @param images of the model's size; their labels are indexes into the model's classes where they count
     * @param labelled whether the labels count
     * @throws InvalidModelException if the file's probabilities are not the softmax of its logits, so that a correction of the logits would not be one
     *     of the probabilities
     */
    public SiteImages images(Dataset images, boolean labelled) throws InvalidModelException {
        int n = images.size();
        List<String> detectors = served.metadata().detectors();
        float[][] logits = new float[n][];
        Map<String, float[]> scores = new LinkedHashMap<>();
        detectors.forEach(name -> scores.put(name, new float[n]));
        LogitCorrection none = LogitCorrection.none(served.metadata().classes().size());
        LogitCorrection own = former.orElse(none);
        for (int from = 0; from < n; from += BATCH) {
            int[] indexes = Images.range(from, Math.min(n, from + BATCH));
            Outputs outputs = served.runRaw(images.batchNhwc(indexes), indexes.length);
            requireSoftmax(outputs, none);
            for (int i = 0; i < indexes.length; i++) {
                logits[from + i] = own.undone(outputs.logits()[i]);
                int column = 0;
                for (float[] values : scores.values()) {
                    values[from + i] = outputs.scores()[i][column++];
                }
            }
        }
        return new SiteImages(logits, scores, labelled ? images.labels() : new int[0], images.groups());
    }

    private void requireSoftmax(Outputs outputs, LogitCorrection none) throws InvalidModelException {
        for (int i = 0; i < outputs.logits().length; i++) {
            double[] expected = none.probabilities(outputs.logits()[i]);
            for (int k = 0; k < expected.length; k++) {
                double difference = Math.abs(expected[k] - outputs.probabilities()[i][k]);
                if (!(difference <= SOFTMAX_TOLERANCE)) {
                    throw new InvalidModelException(file + ": a probability differs by " + difference
                            + " from the softmax of the logits (expected: at most " + SOFTMAX_TOLERANCE + ")");
                }
            }
        }
    }

    /**
     * A written file.
     *
     * @param sha256 of the file
     * @param largestLogitDifference between the logits of the file and the corrected ones of the old file, on the images given
     */
    public record Written(String sha256, double largestLogitDifference) {}

    /**
     * Writes the calibrated file, all of it or nothing; the folder of {@code out} exists.
     *
     * @param out the new file, which may be the old one
     * @param fitted the model as it is fitted
     * @param fittedTo the images to which it is fitted
     * @param source where the images come from
     * @param trial what was measured on images left out of the fit
     * @param check images on which the logits of the new file are compared with the corrected ones of the old file
     * @throws InvalidModelException if the new file breaches the contract or has other logits
     */
    public Written write(
            Path out, SiteModel fitted, SiteImages fittedTo, DataSource source, SiteTrial trial, Dataset check)
            throws IOException, InvalidModelException, DeviceUnavailableException {
        ModelProto model = OnnxFiles.parse(content);
        if (!fitted.correction().equals(model().correction())) {
            model = CorrectedLogits.replaced(model, fitted.correction());
        }
        byte[] written = OnnxProperties.with(model, entries(fitted, fittedTo, source, trial))
                .toByteArray();
        try (OnnxModel now = open(out, written)) {
            double difference = difference(now, fitted.correction(), check);
            if (!(difference <= Verifier.TOLERANCE)) {
                throw new InvalidModelException(out + ": a logit differs by " + difference
                        + " from the corrected one of the old file (expected: at most " + Verifier.TOLERANCE + ")");
            }
            WholeFile.write(out, written);
            return new Written(now.sha256(), difference);
        }
    }

    private Map<String, String> entries(SiteModel fitted, SiteImages fittedTo, DataSource source, SiteTrial trial)
            throws InvalidModelException, JsonProcessingException {
        Map<String, String> old = served.metadata().properties();
        Map<String, String> entries = new LinkedHashMap<>();
        entries.put("calibration", fitted.calibration().toJson());
        fitted.sets().ifPresent(sets -> entries.put("prediction_sets", sets.toJson()));
        entries.put(PARENT, served.sha256());
        entries.put(SiteEntries.KEY, SiteEntries.calibrated(old, source, fittedTo.n(), fittedTo.labelled()));
        if (fittedTo.labelled()) {
            Map<String, String> site =
                    source.site().equals(DataSource.NOT_STATED) ? Map.of() : Map.of("site", source.site());
            entries.put(
                    CorrectionEntry.KEY, CorrectionEntry.of(fitted.classes(), fitted.correction(), fittedTo.n(), site));
        }
        entries.put("metrics", metrics(old.getOrDefault("metrics", "{}"), trial));
        return entries;
    }

    /** What was measured before is of the uncalibrated model: it keeps its place under a name that says so. */
    private static String metrics(String old, SiteTrial trial) throws JsonProcessingException {
        ObjectNode metrics = JSON.createObjectNode();
        metrics.set("site", JSON.valueToTree(trial.toMap()));
        var before = JSON.readTree(old);
        metrics.set(BEFORE, before.has(BEFORE) ? before.get(BEFORE) : before);
        return metrics.toString();
    }

    private double difference(OnnxModel now, LogitCorrection correction, Dataset images) throws InvalidModelException {
        Dataset some = images.subset(Images.range(0, Math.min(BATCH, images.size())));
        float[][] raw = images(some, false).logits();
        float[][] written = now.runRaw(some.batchNhwc(Images.range(0, some.size())), some.size())
                .logits();
        double largest = 0;
        for (int i = 0; i < raw.length; i++) {
            double[] expected = correction.apply(raw[i]);
            for (int k = 0; k < expected.length; k++) {
                largest = Math.max(largest, Math.abs(expected[k] - written[i][k]));
            }
        }
        return largest;
    }

    @Override
    public void close() {
        served.close();
    }
}
