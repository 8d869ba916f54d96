package org.robustdx.trainer.front;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.robustdx.trainer.common.Bounds;
import org.robustdx.trainer.data.AugmentationConfig;
import org.robustdx.trainer.data.Batch;
import org.robustdx.trainer.data.BatchConfig;
import org.robustdx.trainer.data.BatchStream;
import org.robustdx.trainer.data.Batches;
import org.robustdx.trainer.data.Dataset;
import org.robustdx.trainer.detect.Detector;
import org.robustdx.trainer.model.ClassifierGraph;
import org.robustdx.trainer.model.Network;
import org.robustdx.trainer.model.Signature;
import org.robustdx.trainer.nn.Layers;
import org.robustdx.trainer.nn.Layout;
import org.robustdx.trainer.nn.Parameters;
import org.robustdx.trainer.nn.Results;
import org.robustdx.trainer.plan.GraphRunner;
import org.robustdx.trainer.train.AdamW;
import org.robustdx.trainer.train.Evaluator;

/**
 * Trains a front before its frozen classifier, which does not change. A batch holds clean images and the same images
 * disturbed; the front is to bring both to what the classifier sees of the clean ones.
 */
public final class FrontTraining {
    /** Images that a front sees before the training, for example to compute universal perturbations. */
    private static final int SAMPLE = 256;

    /** Images that detectors of a front are fitted to. */
    private static final int FITTED = 512;

    private static final int EVERY = 50;

    private final Network frozen;
    private final Front front;
    private final Dataset images;
    private final Options options;
    private final Consumer<String> progress;

    /**
     * How long and how fast a front is trained.
     *
     * @param epochs passes over the images
     * @param batchSize clean images of a step
     * @param learningRate highest learning rate; it decays to 0 along half a cosine
     * @param seed seed of weights, order and disturbances
     */
    public record Options(int epochs, int batchSize, double learningRate, long seed) {
        public Options {
            Bounds.require("epochs", epochs, 1, 10_000);
            Bounds.require("batch-size", batchSize, 1, 4096);
            Bounds.requireAbove("learning-rate", learningRate, 0, 1);
        }
    }

    /**
     * A trained front.
     *
     * @param weights its parameters; none for a front that is not trained
     * @param detectors the detectors that belong to it
     */
    public record Result(Parameters weights, List<Detector> detectors) {
        public Result {
            detectors = List.copyOf(detectors);
        }
    }

    /**
     * Prepares a training.
     *
     * @param frozen the classifier, without a front
     * @param images those that the classifier was trained on
     * @param progress hears in a line how far the training is
     */
    public FrontTraining(Network frozen, Front front, Dataset images, Options options, Consumer<String> progress) {
        this.frozen = frozen;
        this.front = front;
        this.images = images;
        this.options = options;
        this.progress = progress;
    }

    /** Trains the front, and fits its detectors; a front without parameters is returned as it is. */
    public Result run() throws InterruptedException {
        Parameters weights = new Parameters(options.seed(), frozen.parameters().type());
        if (!front.trained()) {
            return new Result(weights, front.detectors());
        }
        Dataset sample = images.sample(Math.min(SAMPLE, images.size()), options.seed());
        Front.Disturbance disturbance;
        try (INDArray pixels = pixels(sample)) {
            progress.accept("preparing the disturbances of the training on " + sample.size() + " images");
            disturbance = front.disturbance(new ClassifierGraph(frozen), pixels, sample.labels(), options.seed());
        }
        train(weights, disturbance);
        List<Detector> detectors = new ArrayList<>(front.detectors());
        detectors.addAll(fitted(weights, disturbance));
        return new Result(weights, detectors);
    }

    private void train(Parameters weights, Front.Disturbance disturbance) throws InterruptedException {
        Signature spec = frozen.spec();
        SameDiff sd = Layers.newGraph();
        SDVariable pixels = placeholder(sd, "pixels", spec);
        SDVariable clean = placeholder(sd, "clean", spec);
        Layers ofFront = new Layers(sd, weights, Layout.NHWC);
        Layers ofFrozen = new Layers(sd, frozen.parameters(), Layout.NHWC);
        SDVariable repaired = front.add(ofFront, frozen, pixels);
        SDVariable loss = front.loss(ofFront, view(ofFrozen, clean), view(ofFrozen, repaired))
                .rename("loss");
        sd.setLossVariables(loss.name());
        sd.createGradFunction();
        Parameters gradients = weights.zerosLike();
        AdamW optimizer = new AdamW(weights, 0);
        BatchConfig batches = BatchConfig.of(Math.min(options.batchSize(), images.size()), AugmentationConfig.none());
        try (GraphRunner runner = GraphRunner.ofGradients(sd, List.of("loss"), gradients.arrays());
                BatchStream stream = BatchStream.start(images, batches, options.seed(), 0, 0)) {
            int steps = options.epochs() * stream.stepsPerEpoch();
            double mean = 0;
            for (int step = 0; step < steps; step++) {
                Batch batch = stream.next();
                double value = step(runner, batch, disturbance, step);
                double rate = options.learningRate() * 0.5 * (1 + Math.cos(Math.PI * step / steps));
                optimizer.update(gradients, rate);
                mean += value;
                if ((step + 1) % EVERY == 0 || step + 1 == steps) {
                    int since = step % EVERY + 1;
                    progress.accept(String.format(
                            Locale.ROOT, "front: step %d of %d, loss %.4g", step + 1, steps, mean / since));
                    mean = 0;
                }
            }
        }
    }

    private double step(GraphRunner runner, Batch batch, Front.Disturbance disturbance, int step) {
        long seed = options.seed() * 0x9E3779B97F4A7C15L + step;
        try (INDArray once = Evaluator.pixels(batch.pixels(), batch.size(), images);
                INDArray disturbed = disturbance.of(once, batch.labels(), seed);
                INDArray twice = Nd4j.concat(0, once, once);
                INDArray seen = Nd4j.concat(0, once, disturbed)) {
            Map<String, INDArray> outputs =
                    runner.run(Map.of("pixels", seen, "clean", twice)).outputs();
            return Results.get(outputs, "loss").getDouble(0);
        }
    }

    private Front.View view(Layers layers, SDVariable pixels) {
        Network.Outputs outputs = frozen.forward(layers, pixels, true);
        return new Front.View(pixels, outputs.logits(), outputs.pooled());
    }

    private List<Detector> fitted(Parameters weights, Front.Disturbance disturbance) {
        Signature spec = frozen.spec();
        SameDiff sd = Layers.newGraph();
        SDVariable pixels = placeholder(sd, "pixels", spec);
        String repaired =
                front.add(new Layers(sd, weights, Layout.NHWC), frozen, pixels).name();
        List<INDArray> clean = new ArrayList<>();
        List<INDArray> disturbed = new ArrayList<>();
        Dataset sample = images.sample(Math.min(FITTED, images.size()), options.seed() + 1);
        for (Batch batch : Batches.sequential(sample, options.batchSize())) {
            INDArray once = Evaluator.pixels(batch.pixels(), batch.size(), sample);
            clean.add(once);
            disturbed.add(disturbance.of(once, batch.labels(), options.seed() + clean.size()));
        }
        try (GraphRunner runner = GraphRunner.ofOutputs(sd, List.of(repaired))) {
            UnaryOperator<INDArray> repair =
                    image -> Results.get(runner.run(Map.of("pixels", image)).outputs(), repaired)
                            .dup();
            return front.fit(repair, clean, disturbed);
        } finally {
            clean.forEach(INDArray::close);
            disturbed.forEach(INDArray::close);
        }
    }

    private SDVariable placeholder(SameDiff sd, String name, Signature spec) {
        return sd.placeHolder(
                name, frozen.parameters().type(), -1, spec.channels(), spec.imageSize(), spec.imageSize());
    }

    private static INDArray pixels(Dataset sample) {
        Batch all = Batches.of(sample, IntStream.range(0, sample.size()).toArray());
        return Evaluator.pixels(all.pixels(), all.size(), sample);
    }
}
