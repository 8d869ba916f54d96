package org.robustdx.trainer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.robustdx.trainer.data.AugmentationConfig;
import org.robustdx.trainer.data.Dataset;
import org.robustdx.trainer.data.PhantomGenerator;
import org.robustdx.trainer.defend.DefenceOptions;
import org.robustdx.trainer.defend.Defences;
import org.robustdx.trainer.detect.Combined;
import org.robustdx.trainer.detect.Detector;
import org.robustdx.trainer.detect.Detectors;
import org.robustdx.trainer.model.DenoisingCnn;
import org.robustdx.trainer.model.ModelSpec;
import org.robustdx.trainer.model.Normalisation;
import org.robustdx.trainer.model.backbone.Backbones;
import org.robustdx.trainer.nn.Parameters;
import org.robustdx.trainer.nn.WeightForm;
import org.robustdx.trainer.scope.ScopeDetector;
import org.robustdx.trainer.scope.ScopeDetectors;
import org.robustdx.trainer.scope.ScopeScore;
import org.robustdx.trainer.train.Balance;
import org.robustdx.trainer.train.Checkpoint;
import org.robustdx.trainer.train.Method;
import org.robustdx.trainer.train.Noise;
import org.robustdx.trainer.train.Provenance;
import org.robustdx.trainer.train.PublishOptions;
import org.robustdx.trainer.train.TrainOptions;
import org.robustdx.trainer.train.Trainer;
import org.robustdx.trainer.train.TrainingListener;

/** The smallest models, options and data with which everything can be tried. */
public final class TinyModels {
    public static final int SIDE = 32;

    private TinyModels() {}

    public static ModelSpec spec(int channels, int classes) {
        return new ModelSpec(Backbones.RESNET, 4, 1, SIDE, channels, classes, Normalisation.IMAGE);
    }

    /** Returns an untrained model in the given precision. */
    public static DenoisingCnn model(int channels, int classes, DataType type) {
        return new DenoisingCnn(spec(channels, classes), new Parameters(11, type));
    }

    /** Returns phantoms of 32×32, three classes in turn. */
    public static Dataset phantoms(long seed, int n) {
        return new PhantomGenerator(seed, SIDE).dataset(n);
    }

    /** Returns random images {@code [n,channels,32,32]} in [0,1]. */
    public static INDArray pixels(int n, int channels, DataType type, long seed) {
        double[] values = new Random(seed)
                .doubles((long) n * channels * SIDE * SIDE, 0, 1)
                .toArray();
        return Nd4j.createFromArray(values).castTo(type).reshape(n, channels, SIDE, SIDE);
    }

    public static TrainOptions options(int epochs, int batchSize) {
        return options(Method.DENOISING, DefenceOptions.of(Defences.NONE), epochs, batchSize);
    }

    public static TrainOptions options(Method method, DefenceOptions defence, int epochs, int batchSize) {
        return new TrainOptions(
                new TrainOptions.Loss(method, 1, 1, List.of(), 10, Balance.LOGITS, 0.05),
                new TrainOptions.Inputs(Noise.UNIFORM, 0.2, AugmentationConfig.phantom(), false),
                defence,
                new TrainOptions.Optimisation(0.01, 0.02, WeightForm.NORMALISED, 0.9),
                new TrainOptions.Duration(epochs, batchSize, 100),
                7);
    }

    public static Provenance provenance(Dataset data) {
        return new Provenance("phantom", data.classes(), data.digest(), 5, "crop");
    }

    /** Trains on 24 phantoms for some epochs; the checkpoint is in {@code dir}. */
    public static Checkpoint train(Path dir, int epochs, TrainingListener listener)
            throws IOException, InterruptedException {
        Dataset train = phantoms(1, 24);
        return trainer(dir, listener).run(spec(3, train.classes().size()), options(epochs, 8));
    }

    /** Returns the trainer that {@link #train} uses. */
    public static Trainer trainer(Path dir, TrainingListener listener) {
        Dataset train = phantoms(1, 24);
        return new Trainer(
                train,
                phantoms(2, 9),
                provenance(train),
                PublishOptions.ofDefaults(),
                dir.resolve("checkpoint.zip"),
                listener);
    }

    /** Returns all detectors of tampering and of scope, these fitted to made-up features. */
    public static List<Detector> allDetectors(int channels) {
        List<Detector> detectors = new ArrayList<>(detectors());
        List<ScopeScore.Part> parts = new ArrayList<>();
        for (ScopeDetectors kind : ScopeDetectors.values()) {
            detectors.add(scopeDetector(kind, SIDE, channels));
            parts.add(new ScopeScore.Part(kind.id(), -9, 2));
        }
        detectors.add(new ScopeScore(parts));
        return detectors;
    }

    /** Returns a scope detector for the models of {@link #spec}, fitted to made-up features. */
    public static ScopeDetector scopeDetector(ScopeDetectors kind, int side, int channels) {
        int features = scopeFeatures(kind, side, channels);
        Random random = new Random(3);
        double[][] samples = new double[40][features];
        for (double[] sample : samples) {
            java.util.Arrays.setAll(sample, j -> 0.3 + 0.1 * j / features + 0.2 * random.nextGaussian());
        }
        return ScopeDetector.fit(kind, side, channels, samples);
    }

    /** Returns how many features a scope detector looks at; the stages of {@link #spec} have 4 and 8 channels. */
    private static int scopeFeatures(ScopeDetectors kind, int side, int channels) {
        int octaves = Math.min(5, 30 - Integer.numberOfLeadingZeros(side));
        return switch (kind) {
            case SPECTRUM -> channels + octaves * 3 * channels;
            case THUMBNAIL, UPRIGHT -> channels * 64;
            case EARLY_STAGE, MIDDLE_STAGE -> 4 * 4;
            case LAST_STAGE -> 4 * 8;
        };
    }

    /** Returns all detectors of tampering, and their sum by made-up constants. */
    public static List<Detector> detectors() {
        List<Detector> detectors = new ArrayList<>(List.of(Detectors.values()));
        detectors.add(new Combined(Combined.PARTS.stream()
                .map(d -> new Combined.Part(d, d.logarithmic() ? 0 : 0.01, d.logarithmic() ? -1 : -4, 1.5))
                .toList()));
        return detectors;
    }

    /** Returns names of classes that mean nothing. */
    public static List<String> names(int classes) {
        return java.util.stream.IntStream.range(0, classes)
                .mapToObj(k -> "class" + k)
                .toList();
    }
}
