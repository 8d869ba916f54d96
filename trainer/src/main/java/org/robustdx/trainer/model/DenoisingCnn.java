package org.robustdx.trainer.model;

import org.nd4j.autodiff.samediff.SDVariable;
import org.robustdx.trainer.model.backbone.Backbone.Features;
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
public record DenoisingCnn(ModelSpec spec, Parameters parameters) {
    /** Keeps the normalisation of an image without contrast finite; about the noise floor of a sensor (0.03 of the range). */
    private static final double VARIANCE_FLOOR = 1e-3;

    /**
     * What the model says of a batch of images.
     *
     * @param logits {@code [N,K]}
     * @param pooled {@code [N,pooledSize]} high-level features
     * @param pooledSize how many high-level features there are
     * @param denoised {@code [N,C,H,W]} in [0,1]
     */
    public record Outputs(SDVariable logits, SDVariable pooled, int pooledSize, SDVariable denoised) {}

    /**
     * Adds the model to a graph.
     *
     * @param pixels {@code [N,C,H,W]} in [0,1]
     * @param decoderTeachesEncoder whether the gradient of what is made of {@code denoised} reaches the lower stages
     */
    public Outputs forward(Layers layers, SDVariable pixels, boolean decoderTeachesEncoder) {
        Features features = features(layers, pixels);
        SDVariable early = decoderTeachesEncoder ? features.early() : StopGradient.of(features.early());
        SDVariable denoised = Decoder.forward(layers, early, features.earlyChannels(), spec.channels());
        return new Outputs(classify(layers, features), features.pooled(), features.pooledSize(), denoised);
    }

    private Features features(Layers layers, SDVariable pixels) {
        SDVariable x = normalise(layers, pixels);
        return spec.backbone().forward(layers, x, spec.channels(), spec.width(), spec.imageSize());
    }

    private SDVariable classify(Layers layers, Features features) {
        return layers.dense("classifier", features.pooled(), features.pooledSize(), spec.classes());
    }

    /** Each image to mean 0 and variance 1 over all its channels together: exposure and contrast go, hue stays. */
    private static SDVariable normalise(Layers layers, SDVariable pixels) {
        SDVariable centred = pixels.sub(pixels.mean(true, 1, 2, 3));
        SDVariable variance = layers.sd().math().square(centred).mean(true, 1, 2, 3);
        return centred.div(layers.sd().math().sqrt(variance.add(VARIANCE_FLOOR)));
    }
}
