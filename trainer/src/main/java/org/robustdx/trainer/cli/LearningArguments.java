package org.robustdx.trainer.cli;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.robustdx.trainer.data.Task;
import org.robustdx.trainer.model.ModelSpec;
import org.robustdx.trainer.model.Normalisation;
import org.robustdx.trainer.model.backbone.Backbones;
import org.robustdx.trainer.nn.WeightForm;
import org.robustdx.trainer.train.Balance;
import org.robustdx.trainer.train.Method;
import org.robustdx.trainer.train.Noise;
import org.robustdx.trainer.train.TrainOptions;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The arguments that choose the network and the training options. */
final class LearningArguments {
    @Option(
            names = "--method",
            defaultValue = "DENOISING",
            paramLabel = "NAME",
            description = "plain, noise, invariance, autoencoder or denoising (default: denoising, the paper's).")
    private Method method;

    @Option(
            names = "--backbone",
            defaultValue = "resnet",
            paramLabel = "NAME",
            description = "resnet, resnet-bottleneck, vgg, densenet or inception (default: resnet, of basic blocks)."
                    + " With --from: a name for the network of an ordinary ONNX classifier, such as resnet18, whose"
                    + " last layer is replaced by a new one for the classes of --data.")
    private String backbone;

    @Option(
            names = "--width",
            defaultValue = "40",
            paramLabel = "N",
            description = "Channels of the first stage (default: ${DEFAULT-VALUE}: about 1 M parameters at 64x64).")
    private int width;

    @Option(
            names = "--image-size",
            defaultValue = "64",
            paramLabel = "PX",
            description = "Side of the model's input (default: ${DEFAULT-VALUE}).")
    private int imageSize;

    @Option(
            names = "--normalise",
            defaultValue = "IMAGE",
            paramLabel = "HOW",
            description = "image: each image to mean 0 and variance 1; fixed: all images alike (default: image).")
    private Normalisation normalisation;

    @Option(names = "--epochs", paramLabel = "N", description = "Passes over the training split (default: by task).")
    private @Nullable Integer epochs;

    @Option(
            names = "--batch-size",
            defaultValue = "32",
            paramLabel = "N",
            description = "Clean images of a step (default: ${DEFAULT-VALUE}).")
    private int batchSize;

    @Option(
            names = "--copies",
            defaultValue = "3",
            paramLabel = "K",
            description = "Noisy copies of each image (default: ${DEFAULT-VALUE}).")
    private int copies;

    @Option(
            names = "--feature-weight",
            defaultValue = "1",
            paramLabel = "K1",
            description = "Weight of the features' invariance (default: ${DEFAULT-VALUE}).")
    private double featureWeight;

    @Option(
            names = "--feature-stages",
            split = ",",
            paramLabel = "N",
            description =
                    "Stages of the backbone whose features are drawn together, counted from 1 (default: the last).")
    private List<Integer> featureStages = List.of();

    @Option(
            names = "--decoder-stage",
            defaultValue = "1",
            paramLabel = "N",
            description =
                    "Stage of the backbone off which the decoder hangs (default: ${DEFAULT-VALUE}, as in the paper).")
    private int decoderStage;

    @Option(
            names = "--reconstruction-weight",
            defaultValue = "10",
            paramLabel = "K2",
            description = "Weight of the reconstruction (default: ${DEFAULT-VALUE}).")
    private double reconstructionWeight;

    @Option(
            names = "--noise",
            defaultValue = "UNIFORM",
            paramLabel = "KIND",
            description =
                    "uniform (in +-S), gaussian (standard deviation S), salt-and-pepper (a share S of the values black"
                            + " or white), speckle (a factor of standard deviation S), poisson (1/S^2 counts make white)"
                            + " or mixture (one of these for each copy, at most about as strong as uniform); S is drawn"
                            + " for each copy, up to --noise-strength (default: uniform).")
    private Noise noise;

    @Option(
            names = "--noise-strength",
            defaultValue = "0.2",
            paramLabel = "S",
            description = "Strongest noise of a copy, S of --noise (default: ${DEFAULT-VALUE}).")
    private double noiseStrength;

    @Mixin
    private DefenceArguments defence;

    @Option(
            names = "--learning-rate",
            paramLabel = "R",
            description = "Highest learning rate (default: 0.001, or 0.0002 with --from).")
    private @Nullable Double learningRate;

    @Option(
            names = "--weight-decay",
            defaultValue = "0.02",
            paramLabel = "D",
            description = "Decoupled weight decay (default: ${DEFAULT-VALUE}).")
    private double weightDecay;

    @Option(
            names = "--weights",
            defaultValue = "NORMALISED",
            paramLabel = "FORM",
            description =
                    "What the optimizer moves: plain, the model's weights; standardised, kernels and gains of which"
                            + " they are made; normalised, weights under batch normalisation, which is folded into the"
                            + " model (default: normalised).")
    private WeightForm weights;

    @Option(
            names = "--augmentation",
            defaultValue = "1",
            paramLabel = "S",
            description = "How far images are varied, 0 to 1: a share of what is usual for the task (default:"
                    + " ${DEFAULT-VALUE}).")
    private double augmentation;

    @Option(
            names = "--vary",
            split = ",",
            paramLabel = "NAME=AMOUNT",
            description = "Other amounts than --augmentation gives, such as scale=0.2,stretch=0.4. Names: rotation"
                    + " (degrees), scale, translation, brightness, contrast, gamma, colour, sharpness, stretch (of"
                    + " width to height).")
    private Map<String, Double> varied = Map.of();

    @Option(
            names = "--balance",
            defaultValue = "LOGITS",
            paramLabel = "HOW",
            description =
                    "How rare classes are made to count: none, weights (on the loss), logits (shifted in training by"
                            + " how common each class is) or samples (every class drawn equally often; default: logits).")
    private Balance balance;

    @Option(
            names = "--balance-sites",
            description = "Draw the images of every site equally often, and with the same shares of the classes at each"
                    + " site.")
    private boolean balanceSites;

    @Option(
            names = "--label-smoothing",
            defaultValue = "0",
            paramLabel = "S",
            description = "Share of each target spread over all classes (default: ${DEFAULT-VALUE}).")
    private double labelSmoothing;

    @Option(
            names = "--average",
            defaultValue = "0.995",
            paramLabel = "D",
            description =
                    "Decay, at each step, of the average of the parameters, which is what is validated and exported;"
                            + " 0 for the parameters themselves (default: ${DEFAULT-VALUE}).")
    private double average;

    @Option(
            names = "--patience",
            defaultValue = "5",
            paramLabel = "N",
            description = "Epochs without a better validation score before stopping (default: ${DEFAULT-VALUE}).")
    private int patience;

    @Option(
            names = "--seed",
            defaultValue = "1",
            paramLabel = "S",
            description = "Of weights, order, augmentation, noise and split (default: ${DEFAULT-VALUE}).")
    private long seed;

    /**
     * Returns the network for this number of channels and classes.
     *
     * @throws IllegalArgumentException if the arguments do not describe a valid network
     */
    ModelSpec network(int channels, int classes) {
        return new ModelSpec(Backbones.of(backbone), width, decoderStage, imageSize, channels, classes, normalisation);
    }

    /**
     * Returns the training options. Options that are not given have the default of the task.
     *
     * @param fromFile whether training starts from the weights of a file; it then uses a lower learning rate and no batch normalisation
     * @throws IllegalArgumentException if an argument is out of its range
     */
    TrainOptions options(Task task, boolean fromFile) {
        double usualRate = fromFile ? 2e-4 : 1e-3;
        return new TrainOptions(
                new TrainOptions.Loss(
                        method, copies, featureWeight, featureStages, reconstructionWeight, balance, labelSmoothing),
                new TrainOptions.Inputs(
                        noise,
                        noiseStrength,
                        task.augmentation().times(augmentation).with(varied),
                        balanceSites),
                defence.options(),
                new TrainOptions.Optimisation(
                        learningRate == null ? usualRate : learningRate,
                        weightDecay,
                        fromFile ? WeightForm.PLAIN : weights,
                        average),
                new TrainOptions.Duration(epochs == null ? task.epochs() : epochs, batchSize, patience),
                seed);
    }

    /** Returns the name of the backbone. */
    String backbone() {
        return backbone;
    }

    /** Returns the stage at which the decoder branches off, counted from 1. */
    int decoderStage() {
        return decoderStage;
    }

    /** Returns the side of the network's input in pixels. */
    int imageSize() {
        return imageSize;
    }

    /** Returns whether every site is drawn equally often. */
    boolean balanceSites() {
        return balanceSites;
    }

    /** Returns the seed of training and of the split. */
    long seed() {
        return seed;
    }
}
