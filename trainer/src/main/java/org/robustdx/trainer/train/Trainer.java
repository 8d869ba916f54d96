package org.robustdx.trainer.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.robustdx.trainer.attack.Classifier;
import org.robustdx.trainer.data.Batch;
import org.robustdx.trainer.data.BatchConfig;
import org.robustdx.trainer.data.BatchStream;
import org.robustdx.trainer.data.Dataset;
import org.robustdx.trainer.defend.Defence;
import org.robustdx.trainer.model.Blueprint;
import org.robustdx.trainer.model.ClassifierGraph;
import org.robustdx.trainer.model.Network;
import org.robustdx.trainer.nn.Parameters;
import org.robustdx.trainer.nn.Reparametrisation;

/**
 * Trains one model. It keeps the parameters of the epoch with the best validation score ({@link Judgement#score}). After each epoch, it writes a
 * checkpoint. A resumed run gives the same result as an uninterrupted one.
 */
public final class Trainer {
    private final Dataset train;
    private final Dataset validation;
    private final Provenance provenance;
    private final PublishOptions publication;
    private final Path checkpointFile;
    private final TrainingListener listener;
    private final List<Classifier> fixed;

    /** Creates a trainer whose defence uses no fixed models. */
    public Trainer(
            Dataset train,
            Dataset validation,
            Provenance provenance,
            PublishOptions publication,
            Path checkpointFile,
            TrainingListener listener) {
        this(train, validation, provenance, publication, checkpointFile, listener, List.of());
    }

    /**
     * Creates a trainer on the given splits.
     *
     * @param publication kept in the checkpoint; training does not depend on it
     * @param checkpointFile where the checkpoint is written
     * @param fixed the models that the defence's sources name, in their order
     */
    public Trainer(
            Dataset train,
            Dataset validation,
            Provenance provenance,
            PublishOptions publication,
            Path checkpointFile,
            TrainingListener listener,
            List<? extends Classifier> fixed) {
        this.train = train;
        this.validation = validation;
        this.provenance = provenance;
        this.publication = publication;
        this.checkpointFile = checkpointFile;
        this.listener = listener;
        this.fixed = List.copyOf(fixed);
    }

    /** Trains a new model. Returns it with the parameters of the best epoch. */
    public Checkpoint run(Blueprint spec, TrainOptions options) throws IOException, InterruptedException {
        return run(new TrainingState(spec, options, 0, 0, 0, -1, false), null);
    }

    /** Continues from a checkpoint. Returns at once if that run was finished. */
    public Checkpoint resume(Checkpoint from) throws IOException, InterruptedException {
        return from.state().finished() ? from : run(from.state(), from);
    }

    private Checkpoint run(TrainingState state, @Nullable Checkpoint from) throws IOException, InterruptedException {
        TrainOptions options = state.options();
        Network model = state.spec().network(new Parameters(options.seed()));
        int classes = state.spec().classes();
        ClassifierGraph target = new ClassifierGraph(model);
        Reparametrisation weights = options.optimisation().weights().of(model.parameters());
        Defence defence = options.defence().create(fixed);
        TrainingGraph graph = new TrainingGraph(
                state.spec().network(weights.trained()),
                options.loss().objective(),
                options.layout(defence),
                defence,
                defence.retargets()
                        ? new double[classes]
                        : options.loss().balance().shifts(train.labels(), classes),
                weights.watched());
        Parameters parameters = weights.free();
        if (from != null) {
            parameters.restore(from.parameters());
            weights.apply();
        }
        AdamW optimizer = from == null
                ? new AdamW(parameters, options.optimisation().weightDecay())
                : new AdamW(
                        parameters,
                        options.optimisation().weightDecay(),
                        from.firstMoments(),
                        from.secondMoments(),
                        from.state().steps());
        Average average = from == null
                ? new Average(parameters, options.optimisation().average())
                : new Average(parameters, options.optimisation().average(), from.average());
        Network averaged = state.spec().network(new Parameters(options.seed()));
        ClassifierGraph classifier = new ClassifierGraph(averaged);
        Map<String, INDArray> best = from == null ? average.mean().snapshot() : from.best();
        BatchAssembler assembler = new BatchAssembler(
                options, state.spec(), options.loss().balance().weights(train.labels(), classes), defence);
        BatchConfig batches = BatchConfig.of(
                        options.duration().batchSize(), options.inputs().augmentation())
                .withOrder(options.loss().balance().order(options.inputs().balanceSites()));
        try (BatchStream stream = BatchStream.start(train, batches, options.seed(), state.epoch(), 0)) {
            Schedule schedule = new Schedule(
                    options.optimisation().learningRate(), options.duration().epochs() * stream.stepsPerEpoch());
            listener.started(state, stream.stepsPerEpoch(), model.parameters().count());
            while (!state.finished()) {
                EpochReport.Means means =
                        epoch(state, stream, assembler, target, graph, weights, optimizer, schedule, average);
                averaged.parameters()
                        .restore(options.optimisation()
                                .weights()
                                .model(average.mean().arrays()));
                state = judge(state, classifier, optimizer, means);
                if (state.bestEpoch() == state.epoch()) {
                    best = average.mean().snapshot();
                }
                checkpoint(state, parameters, average, best, optimizer).write(checkpointFile);
            }
        }
        return checkpoint(state, parameters, average, best, optimizer);
    }

    private EpochReport.Means epoch(
            TrainingState state,
            BatchStream stream,
            BatchAssembler assembler,
            ClassifierGraph target,
            TrainingGraph graph,
            Reparametrisation weights,
            AdamW optimizer,
            Schedule schedule,
            Average average)
            throws InterruptedException {
        EpochReport.Means means = new EpochReport.Means();
        for (int step = 0; step < stream.stepsPerEpoch(); step++) {
            Batch batch = stream.next();
            long seed = state.options().seed() * 0x9E3779B97F4A7C15L + optimizer.steps();
            double progress = (double) optimizer.steps() / schedule.steps();
            try (Examples examples = assembler.examples(batch, target, progress, seed)) {
                TrainingGraph.Step result = graph.step(examples);
                double norm = optimizer.update(weights.gradients(result.gradients()), schedule.at(optimizer.steps()));
                weights.watch(result.watched());
                weights.apply();
                if (!Double.isFinite(norm)) {
                    throw new ArithmeticException("gradient is not finite at step " + optimizer.steps()
                            + " (a lower --learning-rate may help)");
                }
                average.update(optimizer.steps());
                means.add(result.losses());
                listener.step(state.epoch() + 1, step + 1, result.losses());
            }
        }
        return means;
    }

    private TrainingState judge(
            TrainingState state, ClassifierGraph classifier, AdamW optimizer, EpochReport.Means means) {
        TrainOptions options = state.options();
        Judgement judgement = Judgement.of(classifier, validation, options);
        double score = judgement.score();
        int epoch = state.epoch() + 1;
        boolean better = score > state.bestScore();
        int bestEpoch = better ? epoch : state.bestEpoch();
        boolean finished = epoch >= options.duration().epochs()
                || epoch - bestEpoch >= options.duration().patience();
        TrainingState next = new TrainingState(
                state.spec(),
                options,
                epoch,
                optimizer.steps(),
                bestEpoch,
                better ? score : state.bestScore(),
                finished);
        listener.epoch(new EpochReport(epoch, means.losses(), judgement, better));
        return next;
    }

    private Checkpoint checkpoint(
            TrainingState state, Parameters parameters, Average average, Map<String, INDArray> best, AdamW optimizer) {
        return new Checkpoint(
                state,
                parameters.arrays(),
                average.mean().arrays(),
                best,
                optimizer.firstMoments(),
                optimizer.secondMoments(),
                provenance,
                publication);
    }
}
