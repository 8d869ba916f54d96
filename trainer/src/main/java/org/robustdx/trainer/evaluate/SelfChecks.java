package org.robustdx.trainer.evaluate;

import java.io.IOException;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.robustdx.inference.image.Raster;
import org.robustdx.inference.model.DeviceUnavailableException;
import org.robustdx.inference.model.InvalidModelException;
import org.robustdx.inference.model.OnnxModel;
import org.robustdx.inference.model.Reading;
import org.robustdx.trainer.attack.Classifier;
import org.robustdx.trainer.data.Batch;
import org.robustdx.trainer.data.Batches;
import org.robustdx.trainer.data.Dataset;
import org.robustdx.trainer.modelfile.JudgedModel;
import org.robustdx.trainer.modelfile.Verifier;
import org.robustdx.trainer.train.Evaluator;

/**
 * Checks whether gradient-based attacks on the model are meaningful.
 *
 * @param n number of checked images
 * @param zeroGradients number of images whose cross-entropy has a gradient of 0 in every pixel
 * @param readTwiceDifference largest difference between the logits of two predictions of one image by the served model
 * @param graphDifference largest difference of a logit between the served model and the network whose gradients the attacks use
 */
public record SelfChecks(int n, int zeroGradients, double readTwiceDifference, double graphDifference) {

    /** Runs the checks on these images. */
    static SelfChecks of(JudgedModel model, Classifier classifier, Dataset images)
            throws IOException, InvalidModelException, DeviceUnavailableException {
        return new SelfChecks(
                images.size(),
                zeroGradients(classifier, images),
                readTwice(model.served(), images),
                Verifier.compare(model.file(), model.servedGraph(), images).logits());
    }

    private static int zeroGradients(Classifier classifier, Dataset images) {
        int zero = 0;
        for (Batch batch : Batches.sequential(images, Observer.BATCH)) {
            float[][] targets = new float[batch.size()][classifier.classes()];
            for (int i = 0; i < targets.length; i++) {
                targets[i][batch.labels()[i]] = 1;
            }
            try (INDArray pixels = Evaluator.pixels(batch.pixels(), batch.size(), images);
                    INDArray oneHot = Nd4j.createFromArray(targets)) {
                Classifier.Gradient gradient = classifier.crossEntropyGradient(pixels, oneHot);
                for (int i = 0; i < targets.length; i++) {
                    zero += gradient.byPixels().slice(i).amaxNumber().doubleValue() == 0 ? 1 : 0;
                }
                gradient.losses().close();
                gradient.logits().close();
                gradient.byPixels().close();
            }
        }
        return zero;
    }

    private static double readTwice(OnnxModel served, Dataset images) {
        double largest = 0;
        for (int from = 0; from < images.size(); from += Observer.BATCH) {
            List<Raster> rasters = images.rasters(from, Math.min(images.size(), from + Observer.BATCH));
            List<Reading> first = served.run(rasters);
            List<Reading> second = served.run(rasters);
            for (int i = 0; i < first.size(); i++) {
                for (int k = 0; k < first.get(i).logits().length; k++) {
                    double difference = first.get(i).logits()[k] - second.get(i).logits()[k];
                    largest = Math.max(largest, Math.abs(difference));
                }
            }
        }
        return largest;
    }
}
