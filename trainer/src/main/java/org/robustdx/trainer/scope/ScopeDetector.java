package org.robustdx.trainer.scope;

import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.robustdx.trainer.detect.Detector;

/**
 * A scope detector that was fitted to training images.
 *
 * @param kind which one
 * @param images of the model
 * @param arrays what was fitted, by name; in a graph and in a file an array is called {@code ID.NAME}
 */
public record ScopeDetector(ScopeDetectors kind, ScopeFeatures.Images images, Map<String, Matrix> arrays)
        implements Detector {
    public ScopeDetector {
        arrays = Map.copyOf(arrays);
    }

    /**
     * Returns a detector fitted to the features of training images.
     *
     * @param side of the model's images in pixels
     * @param channels of the model's images
     * @param samples features of training images as {@link #features} computes them, one image a row, at least two
     */
    public static ScopeDetector fit(ScopeDetectors kind, int side, int channels, double[][] samples) {
        if (samples.length < 2) {
            throw new IllegalArgumentException(
                    "samples: " + samples.length + " (expected: at least 2 training images)");
        }
        return new ScopeDetector(
                kind, new ScopeFeatures.Images(side, channels), kind.distance().fit(samples));
    }

    /** Returns a detector with arrays that were fitted before. */
    public static ScopeDetector restored(ScopeDetectors kind, int side, int channels, Map<String, Matrix> arrays) {
        return new ScopeDetector(kind, new ScopeFeatures.Images(side, channels), arrays);
    }

    /** Adds what a detector looks at to a graph: {@code [N,F]}. */
    public static SDVariable features(SameDiff sd, Readings readings, ScopeDetectors kind, int side, int channels) {
        return kind.features().of(sd, readings, new ScopeFeatures.Images(side, channels));
    }

    @Override
    public String id() {
        return kind.id();
    }

    @Override
    public boolean logarithmic() {
        return true;
    }

    @Override
    public SDVariable score(SameDiff sd, Readings readings) {
        SDVariable features = kind.features().of(sd, readings, images);
        Map<String, SDVariable> constants = new LinkedHashMap<>();
        arrays.forEach(
                (name, matrix) -> constants.put(name, constant(sd, id() + "." + name, matrix, readings.pixels())));
        return kind.distance().score(sd, features, constants);
    }

    private static SDVariable constant(SameDiff sd, String name, Matrix matrix, SDVariable like) {
        INDArray values = Nd4j.createFromArray(matrix.values()).castTo(like.dataType());
        return sd.constant(name, matrix.rows() == 1 ? values : values.reshape(matrix.rows(), matrix.columns()));
    }
}
