package org.robustdx.trainer.evaluate;

import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.robustdx.inference.image.Raster;
import org.robustdx.trainer.attack.Attack;
import org.robustdx.trainer.attack.Budget;
import org.robustdx.trainer.attack.Classifier;
import org.robustdx.trainer.attack.EightBit;
import org.robustdx.trainer.common.Argmax;
import org.robustdx.trainer.data.Batch;
import org.robustdx.trainer.data.Batches;
import org.robustdx.trainer.data.Dataset;
import org.robustdx.trainer.modelfile.Images;
import org.robustdx.trainer.train.Evaluator;
import org.robustdx.trainer.train.Noise;

/** Applies the change of a condition to images. The results have 8 bits per sample, as image files do. */
interface Disturbance {

    /**
     * Changed images.
     *
     * @param images in the order of the originals
     * @param rightBeforeRounding number of images that the network classifies correctly before they are rounded, if it was requested
     */
    record Result(Dataset images, int rightBeforeRounding) {}

    /** Changes a batch of images. {@code seed} differs between calls. */
    Result apply(Dataset images, long seed);

    /** Returns the disturbance that changes nothing. */
    static Disturbance none() {
        return (images, seed) -> new Result(images, 0);
    }

    /** Returns noise of exactly this strength, drawn separately for each image. */
    static Disturbance of(Noise noise, double strength) {
        return (images, seed) -> {
            byte[][] changed = new byte[images.size()][];
            SplittableRandom random = new SplittableRandom(seed);
            for (int i = 0; i < changed.length; i++) {
                changed[i] = images.image(i).clone();
                for (int j = 0; j < changed[i].length; j++) {
                    float value = noise.noisy((changed[i][j] & 0xFF) / 255.0, strength, random);
                    changed[i][j] = (byte) Math.round(255 * value);
                }
            }
            return new Result(images.withImages(changed), 0);
        };
    }

    /** Returns a shift, the same for each image. */
    static Disturbance of(Shift shift) {
        return of(image -> shift.apply(Picture.of(image)).toRaster());
    }

    /** Returns a change that applies to each image separately. */
    static Disturbance of(UnaryOperator<Raster> change) {
        return (images, seed) -> {
            byte[][] changed = new byte[images.size()][];
            for (int i = 0; i < changed.length; i++) {
                changed[i] = change.apply(images.raster(i)).pixels();
            }
            return new Result(images.withImages(changed), 0);
        };
    }

    /** Returns an attack on a network. */
    static Disturbance of(Attack attack, Classifier classifier, Budget budget) {
        return (images, seed) -> {
            Batch batch = Batches.sequential(images, images.size()).iterator().next();
            try (INDArray pixels = Evaluator.pixels(batch.pixels(), batch.size(), images);
                    INDArray adversarial = attack.perturb(classifier, pixels, batch.labels(), budget, seed);
                    INDArray logits = classifier.logits(adversarial);
                    INDArray rounded = EightBit.round(pixels, adversarial, budget)) {
                float[][] rows = logits.toFloatMatrix();
                int right = 0;
                for (int i = 0; i < rows.length; i++) {
                    right += Argmax.of(rows[i]) == batch.labels()[i] ? 1 : 0;
                }
                return new Result(images.withImages(Images.toBytes(rounded)), right);
            }
        };
    }
}
