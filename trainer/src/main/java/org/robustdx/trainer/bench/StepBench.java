package org.robustdx.trainer.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.robustdx.trainer.attack.Classifier;
import org.robustdx.trainer.data.AugmentationConfig;
import org.robustdx.trainer.data.Batch;
import org.robustdx.trainer.data.BatchConfig;
import org.robustdx.trainer.data.BatchStream;
import org.robustdx.trainer.data.Dataset;
import org.robustdx.trainer.defend.Defence;
import org.robustdx.trainer.defend.DefenceOptions;
import org.robustdx.trainer.defend.DefenceSetting;
import org.robustdx.trainer.defend.Defences;
import org.robustdx.trainer.model.ClassifierGraph;
import org.robustdx.trainer.model.DenoisingCnn;
import org.robustdx.trainer.model.ModelSpec;
import org.robustdx.trainer.nn.Parameters;
import org.robustdx.trainer.nn.WeightForm;
import org.robustdx.trainer.plan.OperationTime;
import org.robustdx.trainer.train.AdamW;
import org.robustdx.trainer.train.Balance;
import org.robustdx.trainer.train.BatchAssembler;
import org.robustdx.trainer.train.Examples;
import org.robustdx.trainer.train.Method;
import org.robustdx.trainer.train.Noise;
import org.robustdx.trainer.train.TrainOptions;
import org.robustdx.trainer.train.TrainingGraph;

/**
 * Measures whole training steps, from images in memory to updated parameters. The images are random; their content does
 * not affect the time.
 */
final class StepBench implements AutoCloseable {
    private static final int BATCHES = 8;

    private final Parameters parameters;
    private final BatchAssembler assembler;
    private final TrainingGraph graph;
    private final Timed target;
    private final AdamW optimizer;
    private final BatchStream stream;
    private final TrainOptions options;
    private final List<Step> steps = new ArrayList<>();

    /**
     * Durations of the parts of one step, in nanoseconds.
     *
     * @param loading waiting for augmented images, and adding noise
     * @param attack computing adversarial images
     * @param forward forward pass
     * @param backward backward pass
     * @param updater updating the parameters
     * @param whole the whole step, including everything else
     */
    record Step(long loading, long attack, long forward, long backward, long updater, long whole) {}

    StepBench(BenchCase of, ModelSpec spec, int batch, int attackSteps, long seed) {
        DefenceOptions pgd = DefenceOptions.of(Defences.ADVERSARIAL)
                .with(DefenceSetting.DEFENCE_STEPS, attackSteps)
                .with(DefenceSetting.DEFENCE_WARM_UP, 0);
        this.options = new TrainOptions(
                new TrainOptions.Loss(
                        of.copies() > 0 ? Method.DENOISING : Method.PLAIN,
                        of.copies(),
                        1,
                        List.of(),
                        10,
                        Balance.NONE,
                        0),
                new TrainOptions.Inputs(Noise.UNIFORM, 0.2, AugmentationConfig.chest(), false),
                of.attacked() ? pgd : DefenceOptions.of(Defences.NONE),
                new TrainOptions.Optimisation(1e-3, 0.02, WeightForm.PLAIN, 0),
                new TrainOptions.Duration(1, batch, 1),
                seed);
        double[] even = new double[spec.classes()];
        Arrays.fill(even, 1);
        Defence defence = options.defence().create(List.of());
        assembler = new BatchAssembler(options, spec, even, defence);
        parameters = new Parameters(seed);
        DenoisingCnn model = new DenoisingCnn(spec, parameters);
        graph = new TrainingGraph(
                model, options.loss().objective(), options.layout(defence), defence, new double[spec.classes()]);
        target = new Timed(new ClassifierGraph(model));
        optimizer = new AdamW(parameters, options.optimisation().weightDecay());
        stream = BatchStream.start(
                noise(spec, BATCHES * batch, seed),
                BatchConfig.of(batch, options.inputs().augmentation()),
                seed,
                0,
                0);
    }

    /** Runs one step and records its times. */
    void step(Consumer<OperationTime> operations) throws InterruptedException {
        long[] passes = new long[2];
        long start = System.nanoTime();
        Batch batch = stream.next();
        target.nanos = 0;
        try (Examples examples = assembler.examples(batch, target, 0, steps.size())) {
            long loaded = System.nanoTime() - target.nanos;
            long attacked = target.nanos + loaded;
            TrainingGraph.Step result = graph.step(examples, time -> {
                passes[time.backward() ? 1 : 0] += time.nanos();
                operations.accept(time);
            });
            long computed = System.nanoTime();
            optimizer.update(result.gradients(), options.optimisation().learningRate());
            long done = System.nanoTime();
            steps.add(new Step(loaded - start, attacked - loaded, passes[0], passes[1], done - computed, done - start));
        }
    }

    /** Wraps a model and measures the time of its calls. */
    private static final class Timed implements Classifier {
        private final Classifier model;
        private long nanos;

        Timed(Classifier model) {
            this.model = model;
        }

        @Override
        public int classes() {
            return model.classes();
        }

        @Override
        public INDArray logits(INDArray pixels) {
            return timed(() -> model.logits(pixels));
        }

        @Override
        public Gradient crossEntropyGradient(INDArray pixels, INDArray targets) {
            return timed(() -> model.crossEntropyGradient(pixels, targets));
        }

        @Override
        public INDArray logitsGradient(INDArray pixels, INDArray cotangents) {
            return timed(() -> model.logitsGradient(pixels, cotangents));
        }

        private <T> T timed(Supplier<T> question) {
            long start = System.nanoTime();
            T answer = question.get();
            nanos += System.nanoTime() - start;
            return answer;
        }
    }

    /** Returns the number of trained values. */
    long parameters() {
        return parameters.count();
    }

    /** Returns the steps since the last call. */
    List<Step> taken() {
        List<Step> taken = List.copyOf(steps);
        steps.clear();
        return taken;
    }

    @Override
    public void close() {
        stream.close();
    }

    private static Dataset noise(ModelSpec spec, int n, long seed) {
        Random random = new Random(seed);
        byte[][] images = new byte[n][spec.imageSize() * spec.imageSize() * spec.channels()];
        int[] labels = new int[n];
        String[] names = new String[n];
        for (int i = 0; i < n; i++) {
            random.nextBytes(images[i]);
            labels[i] = i % spec.classes();
            names[i] = "noise-" + i;
        }
        List<String> classes =
                IntStream.range(0, spec.classes()).mapToObj(k -> "class-" + k).toList();
        return new Dataset(classes, spec.imageSize(), spec.imageSize(), spec.channels(), images, labels, names, names);
    }
}
