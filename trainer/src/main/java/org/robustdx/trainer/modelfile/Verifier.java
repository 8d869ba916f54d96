package org.robustdx.trainer.modelfile;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.robustdx.inference.model.Device;
import org.robustdx.inference.model.DeviceUnavailableException;
import org.robustdx.inference.model.InvalidModelException;
import org.robustdx.inference.model.ModelMetadata;
import org.robustdx.inference.model.OnnxModel;
import org.robustdx.inference.model.Outputs;
import org.robustdx.trainer.data.Dataset;
import org.robustdx.trainer.model.ServedGraph;
import org.robustdx.trainer.model.Signature;
import org.robustdx.trainer.nn.Results;

/** Compares an exported file, in the session that serves, with the graph that it was made of. */
public final class Verifier {
    /** Largest difference of a logit that rounding in 32 bits explains. */
    public static final double TOLERANCE = 1e-4;

    private static final int BATCH = 32;

    private Verifier() {}

    /**
     * Largest absolute differences over all images.
     *
     * @param logits of the logits
     * @param probabilities of the class probabilities
     * @param denoised of the denoised image, pixels in [0,1]
     * @param scores of the detector scores; of a score beyond 1, as a share of it: distances have no bound, and 32-bit numbers have seven digits
     * @param images how many were compared
     */
    public record Differences(double logits, double probabilities, double denoised, double scores, int images) {
        /** Returns whether both say the same, within {@link #TOLERANCE}; NaN is a difference, and so is no image. */
        public boolean agree() {
            return images > 0
                    && logits <= TOLERANCE
                    && probabilities <= TOLERANCE
                    && denoised <= TOLERANCE
                    && scores <= TOLERANCE;
        }
    }

    /**
     * Returns how far file and graph are apart on the given images.
     *
     * @throws InvalidModelException if the file cannot be opened, or is of a model of another shape
     */
    public static Differences compare(Path onnx, ServedGraph served, Dataset images)
            throws InvalidModelException, DeviceUnavailableException {
        try (OnnxModel model = OnnxModel.open(onnx, new OnnxModel.Options(Device.CPU, 0))) {
            requireSameShape(model.metadata(), served);
            double[] largest = new double[4];
            for (int from = 0; from < images.size(); from += BATCH) {
                int[] indexes = Images.range(from, Math.min(images.size(), from + BATCH));
                Outputs outputs = model.runRaw(images.batchNhwc(indexes), indexes.length);
                try (INDArray image = Images.uint8(images, indexes)) {
                    Map<String, INDArray> trained = served.run(image);
                    float[][][] exported = {
                        outputs.logits(), outputs.probabilities(), outputs.denoised(), outputs.scores()
                    };
                    for (int i = 0; i < exported.length; i++) {
                        INDArray expected = Results.get(trained, ServedGraph.OUTPUTS.get(i));
                        boolean scores = ServedGraph.OUTPUTS.get(i).equals("scores");
                        largest[i] = max(largest[i], difference(exported[i], expected, scores));
                    }
                }
            }
            return new Differences(largest[0], largest[1], largest[2], largest[3], images.size());
        }
    }

    private static void requireSameShape(ModelMetadata file, ServedGraph served) throws InvalidModelException {
        Signature spec = served.spec();
        String ofFile = shape(file.width(), file.channels(), file.classes().size(), file.detectors());
        String ofGraph = shape(spec.imageSize(), spec.channels(), spec.classes(), served.detectors());
        if (!ofFile.equals(ofGraph)) {
            throw new InvalidModelException(
                    "the file is of another model than the checkpoint: " + ofFile + " (expected: " + ofGraph + ")");
        }
    }

    private static String shape(int side, int channels, int classes, List<String> detectors) {
        return side + "x" + side + "x" + channels + ", " + classes + " classes, detectors " + detectors;
    }

    static double difference(float[][] rows, INDArray expected, boolean relative) {
        float[] flat = expected.dup('c').reshape(expected.length()).toFloatVector();
        double largest = 0;
        int at = 0;
        for (float[] row : rows) {
            for (float value : row) {
                double size = relative ? Math.max(1, Math.abs(flat[at])) : 1;
                largest = max(largest, Math.abs((double) value - flat[at++]) / size);
            }
        }
        return at == flat.length ? largest : Double.NaN;
    }

    /** Unlike {@code >}, lets NaN through. */
    private static double max(double a, double b) {
        return Math.max(a, b);
    }
}
