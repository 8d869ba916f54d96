package org.robustdx.trainer.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.robustdx.trainer.model.ModelSpec;
import org.robustdx.trainer.plan.OperationTime;

/** Measures training steps in blocks. Blocks of this trainer and of PyTorch alternate. */
public final class TrainBench {
    private static final int WARM_UP = 5;
    private static final double NANOS = 1e6;

    private final ModelSpec spec;
    private final Settings settings;
    private final Consumer<String> say;

    /**
     * How much is measured.
     *
     * @param batch clean images per step, 1 to 4,096
     * @param steps steps per block, 1 to 100,000
     * @param blocks blocks per case, 1 to 1,000
     * @param attackSteps gradient steps of the attack in {@link BenchCase#PGD}, 1 to 1,000
     * @param seed seed of images and parameters
     */
    public record Settings(int batch, int steps, int blocks, int attackSteps, long seed) {
        public Settings {
            require("batch", batch, 4096);
            require("steps", steps, 100_000);
            require("blocks", blocks, 1000);
            require("attack-steps", attackSteps, 1000);
        }

        static void require(String name, int value, int most) {
            if (value < 1 || value > most) {
                throw new IllegalArgumentException(
                        name + ": " + value + " (expected: 1 <= " + name + " <= " + most + ")");
            }
        }
    }

    /**
     * How to run PyTorch.
     *
     * @param python the interpreter
     * @param script the script with the same training step
     * @param threads number of threads that PyTorch may use
     */
    public record PyTorch(String python, Path script, int threads) {}

    /**
     * Times of a case in milliseconds, as medians over all steps.
     *
     * @param of the case
     * @param step the whole step
     * @param fastestBlock median of the fastest block
     * @param slowestBlock median of the slowest block
     * @param parts parts of the step by name, in order
     * @param imagesPerSecond throughput, counting clean images, noisy copies and adversarial images
     * @param pytorchStep the same step in PyTorch, or null
     * @param pytorchVersion version of PyTorch, or null
     */
    public record Timing(
            BenchCase of,
            double step,
            double fastestBlock,
            double slowestBlock,
            Map<String, Double> parts,
            double imagesPerSecond,
            @Nullable Double pytorchStep,
            @Nullable String pytorchVersion) {

        /**
         * Returns this trainer's time divided by PyTorch's, or null if that was not measured. Below 1, this trainer is
         * faster.
         */
        public @Nullable Double ratio() {
            return pytorchStep == null ? null : step / pytorchStep;
        }
    }

    /**
     * Creates a benchmark for one model.
     *
     * @param say receives a line for each block
     */
    public TrainBench(ModelSpec spec, Settings settings, Consumer<String> say) {
        this.spec = spec;
        this.settings = settings;
        this.say = say;
    }

    /**
     * Measures one case.
     *
     * @param beside PyTorch, or null to measure only this trainer
     * @param operations receives the time of each operation of each measured step
     * @throws IOException if PyTorch does not answer, or its model has another size; the message is one line
     */
    public Timing run(BenchCase of, @Nullable PyTorch beside, Consumer<OperationTime> operations)
            throws IOException, InterruptedException {
        try (StepBench ours = new StepBench(of, spec, settings.batch(), settings.attackSteps(), settings.seed());
                PyTorchProcess theirs = beside == null ? null : start(of, beside)) {
            for (int i = 0; i < WARM_UP; i++) {
                ours.step(ignored -> {});
            }
            ours.taken();
            if (theirs != null) {
                long parameters = theirs.greeting("parameters").asLong();
                if (parameters != ours.parameters()) {
                    throw new IOException("pytorch: a model of " + parameters + " parameters (expected: "
                            + ours.parameters() + ", as ours)");
                }
                theirs.steps(WARM_UP);
            }
            List<StepBench.Step> all = new ArrayList<>();
            List<Double> pytorch = new ArrayList<>();
            double[] blocks = new double[settings.blocks()];
            for (int block = 0; block < settings.blocks(); block++) {
                for (int i = 0; i < settings.steps(); i++) {
                    ours.step(operations);
                }
                List<StepBench.Step> taken = ours.taken();
                all.addAll(taken);
                blocks[block] = median(taken, StepBench.Step::whole);
                String line = "%s, block %d of %d: %.0f ms".formatted(of.id(), block + 1, blocks.length, blocks[block]);
                if (theirs != null) {
                    double[] millis = theirs.steps(settings.steps());
                    Arrays.stream(millis).forEach(pytorch::add);
                    line += ", PyTorch %.0f ms".formatted(median(millis));
                }
                say.accept(line);
            }
            return timing(of, all, blocks, pytorch, theirs);
        }
    }

    private PyTorchProcess start(BenchCase of, PyTorch beside) throws IOException {
        return new PyTorchProcess(
                beside.python(),
                beside.script(),
                Map.of(
                        "width", spec.width(),
                        "image_size", spec.imageSize(),
                        "channels", spec.channels(),
                        "classes", spec.classes(),
                        "batch", settings.batch(),
                        "copies", of.copies(),
                        "threads", beside.threads(),
                        "seed", settings.seed()));
    }

    private Timing timing(
            BenchCase of,
            List<StepBench.Step> all,
            double[] blocks,
            List<Double> pytorch,
            @Nullable PyTorchProcess theirs) {
        Map<String, Double> parts = new LinkedHashMap<>();
        parts.put("loading", median(all, StepBench.Step::loading));
        parts.put("attack", median(all, StepBench.Step::attack));
        parts.put("forward", median(all, StepBench.Step::forward));
        parts.put("backward", median(all, StepBench.Step::backward));
        parts.put("updater", median(all, StepBench.Step::updater));
        parts.put(
                "rest",
                median(all, s -> s.whole() - s.loading() - s.attack() - s.forward() - s.backward() - s.updater()));
        double step = median(all, StepBench.Step::whole);
        double[] sorted = blocks.clone();
        Arrays.sort(sorted);
        int images = settings.batch() * of.images();
        return new Timing(
                of,
                step,
                sorted[0],
                sorted[sorted.length - 1],
                parts,
                1000 * images / step,
                theirs == null
                        ? null
                        : median(pytorch.stream().mapToDouble(d -> d).toArray()),
                theirs == null ? null : theirs.version());
    }

    private static double median(List<StepBench.Step> steps, ToLongFunction<StepBench.Step> part) {
        return median(
                steps.stream().mapToDouble(s -> part.applyAsLong(s) / NANOS).toArray());
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** Sums the times of operations by kind. */
    public static final class ByKind implements Consumer<OperationTime> {
        private final Map<String, long[]> kinds = new TreeMap<>();

        @Override
        public void accept(OperationTime time) {
            long[] sum = kinds.computeIfAbsent(time.kind(), kind -> new long[2]);
            sum[0] += time.nanos();
            sum[1]++;
        }

        /** Returns a line for each of the {@code most} slowest kinds, with the time per step. */
        public List<String> lines(int most, int steps) {
            return kinds.entrySet().stream()
                    .sorted((a, b) -> Long.compare(b.getValue()[0], a.getValue()[0]))
                    .limit(most)
                    .map(e -> "%8.2f ms %4d calls  %s"
                            .formatted(e.getValue()[0] / NANOS / steps, e.getValue()[1] / steps, e.getKey()))
                    .toList();
        }
    }
}
