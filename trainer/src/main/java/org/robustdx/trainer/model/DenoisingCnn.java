package org.robustdx.trainer.model;

import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.robustdx.trainer.model.backbone.Backbone.Stage;
import org.robustdx.trainer.nn.Layers;
import org.robustdx.trainer.nn.Parameters;
import org.robustdx.trainer.nn.StopGradient;

/**
 * The denoising CNN of Xue et al. (MICCAI 2019): a classifier whose lower stages are also the encoder of an auto-encoder. Logits do
 * not pass the decoder.
 *
 * @param spec what it is made of
 * @param parameters its weights, shared by all graphs made of it
 */
public record DenoisingCnn(ModelSpec spec, Parameters parameters) implements Network {
    /** Keeps the normalisation of an image without contrast finite; about the noise floor of a sensor (0.03 of the range). */
    private static final double VARIANCE_FLOOR = 1e-3;

    /** Pixels of a fixed normalisation are from -RANGE to RANGE: a standard deviation of about 1 for usual images. */
    private static final double RANGE = 2;

    /** Keeps the scaling of features finite where all are nearly 0. */
    private static final double SCALE_FLOOR = 1e-4;

    @Override
    public String architecture() {
        return spec.backbone().toString();
    }

    @Override
    public Outputs forward(Layers layers, SDVariable pixels, boolean decoderTeachesEncoder) {
        SDVariable x = layers.enter(normalise(layers, pixels));
        List<Stage> stages = spec.backbone().forward(layers, x, spec.channels(), spec.width(), spec.imageSize());
        Stage encoded = stages.get(spec.decoderStage() - 1);
        SDVariable code = decoderTeachesEncoder ? encoded.images() : StopGradient.of(encoded.images());
        SDVariable denoised = Decoder.forward(layers, code, encoded.channels(), spec.decoderStage(), spec.channels());
        Stage last = stages.get(stages.size() - 1);
        SDVariable pooled = pooled(layers, last);
        SDVariable logits = layers.dense("classifier", pooled, last.channels(), spec.classes());
        return new Outputs(logits, pooled, last.channels(), denoised, stages);
    }

    /** Adds a stage's features, averaged over space: {@code [N,channels]}, each vector of mean square 1. */
    public static SDVariable pooled(Layers layers, Stage stage) {
        return unitScale(layers, layers.pool(stage.images()));
    }

    /**
     * Returns each feature vector at a mean square of 1 (RMSNorm: Zhang and Sennrich, 2019). Noise shrinks features; a loss that draws the
     * noisy copy's features to the clean ones' could otherwise be served by growing them all, without end.
     */
    public static SDVariable unitScale(Layers layers, SDVariable pooled) {
        SDVariable meanSquare = layers.sd().math().square(pooled).mean(true, 1);
        return pooled.mul(reciprocalRoot(layers, meanSquare.add(SCALE_FLOOR)));
    }

    private SDVariable normalise(Layers layers, SDVariable pixels) {
        if (spec.normalisation() == Normalisation.FIXED) {
            return pixels.mul(2 * RANGE).add(-RANGE);
        }
        SDVariable centred = pixels.sub(mean(pixels));
        SDVariable variance = mean(layers.sd().math().square(centred));
        return centred.mul(reciprocalRoot(layers, variance.add(VARIANCE_FLOOR)));
    }

    /** ND4J's gradient of a broadcast division is wrong where the divisor has a single element; that of a product is not. */
    private static SDVariable reciprocalRoot(Layers layers, SDVariable x) {
        return layers.sd().math().reciprocal(layers.sd().math().sqrt(x));
    }

    /**
     * The mean of each image, axis by axis: sums of a few dozen terms stay exact to the last bits in 32-bit floats, where one sum of
     * ten thousand terms is off by 1e-5, by another amount in every runtime.
     */
    private static SDVariable mean(SDVariable images) {
        return images.mean(true, 3).mean(true, 2).mean(true, 1);
    }
}
