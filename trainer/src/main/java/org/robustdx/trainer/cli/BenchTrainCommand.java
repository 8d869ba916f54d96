package org.robustdx.trainer.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.robustdx.trainer.bench.BenchCase;
import org.robustdx.trainer.bench.ResidentMemory;
import org.robustdx.trainer.bench.TrainBench;
import org.robustdx.trainer.model.ModelSpec;
import org.robustdx.trainer.model.Normalisation;
import org.robustdx.trainer.model.backbone.Backbones;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench train}: measures the time of a training step and of its parts. */
@Command(
        name = "train",
        headerHeading = "Example: ./robustdx bench train --case reference%n%n",
        description =
                "Times training steps, taken apart; --vs-pytorch times the same step in PyTorch in turn with ours.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class BenchTrainCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--case",
            paramLabel = "NAME",
            description = "reference (clean and one noisy copy), clean, noise (three noisy copies) or pgd; may be"
                    + " repeated (default: all).")
    private List<BenchCase> cases = List.of();

    @Mixin
    private PyTorchOptions pytorch;

    @Option(
            names = "--batch",
            defaultValue = "32",
            paramLabel = "N",
            description = "Clean images of a step (default: ${DEFAULT-VALUE}).")
    private int batch;

    @Option(
            names = "--width",
            defaultValue = "40",
            paramLabel = "N",
            description = "Channels of the first stage (default: ${DEFAULT-VALUE}).")
    private int width;

    @Option(
            names = "--image-size",
            defaultValue = "64",
            paramLabel = "PX",
            description = "Side of the model's input (default: ${DEFAULT-VALUE}).")
    private int imageSize;

    @Option(
            names = "--channels",
            defaultValue = "1",
            paramLabel = "C",
            description = "1 (gray) or 3 (RGB) (default: ${DEFAULT-VALUE}).")
    private int channels;

    @Option(
            names = "--steps",
            defaultValue = "10",
            paramLabel = "N",
            description = "Steps of a block (default: ${DEFAULT-VALUE}).")
    private int steps;

    @Option(
            names = "--blocks",
            defaultValue = "5",
            paramLabel = "N",
            description = "Blocks of each case (default: ${DEFAULT-VALUE}).")
    private int blocks;

    @Option(
            names = "--attack-steps",
            defaultValue = "7",
            paramLabel = "K",
            description = "Gradients by the pixels in a step of pgd (default: ${DEFAULT-VALUE}).")
    private int attackSteps;

    @Option(
            names = "--operations",
            defaultValue = "0",
            paramLabel = "N",
            description = "Show the N kinds of operation that take longest in each case's graph.")
    private int operations;

    @Mixin
    private JsonOption json;

    @Override
    public Integer call() throws Exception {
        TrainBench.Settings settings =
                UsageException.check(() -> new TrainBench.Settings(batch, steps, blocks, attackSteps, 1));
        ModelSpec model = UsageException.check(
                () -> new ModelSpec(Backbones.RESNET, width, 1, imageSize, channels, 2, Normalisation.IMAGE));
        if (operations < 0) {
            throw new UsageException("operations: " + operations + " (expected: >= 0)");
        }
        List<BenchCase> wanted = cases.isEmpty() ? List.of(BenchCase.values()) : cases;
        if (pytorch.given() && wanted.stream().noneMatch(BenchCase::isCompared)) {
            throw new UsageException(
                    "vs-pytorch: compares the reference and the noise step (expected: --case reference or noise)");
        }
        json.requireFolder();
        TrainBench.PyTorch beside = pytorch.script("train_step.py");

        PrintWriter out = spec.commandLine().getOut();
        TrainBench bench = new TrainBench(
                model, settings, line -> spec.commandLine().getErr().println(line));
        List<TrainBench.Timing> timings = new ArrayList<>();
        for (BenchCase of : wanted) {
            TrainBench.ByKind kinds = new TrainBench.ByKind();
            timings.add(bench.run(of, of.isCompared() ? beside : null, kinds));
            kinds.lines(operations, steps * blocks).forEach(out::println);
        }
        OptionalLong resident = ResidentMemory.peakMegabytes();
        print(out, timings, resident);
        json.write(summary(timings, resident));
        return 0;
    }

    private void print(PrintWriter out, List<TrainBench.Timing> timings, OptionalLong resident) {
        out.printf(
                Locale.ROOT,
                "%n%dx%dx%d, width %d, %d clean images a step, %d threads; medians of %d steps in %d blocks, in ms%n%n",
                imageSize,
                imageSize,
                channels,
                width,
                batch,
                PyTorchOptions.threads(),
                steps * blocks,
                blocks);
        out.printf("%-10s %7s %17s %9s", "case", "step", "blocks", "images/s");
        timings.get(0).parts().keySet().forEach(part -> out.printf(" %9s", part));
        out.println();
        for (TrainBench.Timing timing : timings) {
            out.printf(
                    Locale.ROOT,
                    "%-10s %7.1f %8.1f-%8.1f %9.0f",
                    timing.of().id(),
                    timing.step(),
                    timing.fastestBlock(),
                    timing.slowestBlock(),
                    timing.imagesPerSecond());
            timing.parts().values().forEach(millis -> out.printf(Locale.ROOT, " %9.1f", millis));
            out.println();
        }
        for (TrainBench.Timing timing : timings) {
            if (timing.ratio() != null) {
                out.printf(
                        Locale.ROOT,
                        "%nPyTorch %s takes %.1f ms for the %s step: ours is %.2f times that%n",
                        timing.pytorchVersion(),
                        timing.pytorchStep(),
                        timing.of().id(),
                        timing.ratio());
            }
        }
        resident.ifPresent(megabytes -> out.printf("peak resident memory: %d MB%n", megabytes));
    }

    private Map<String, Object> summary(List<TrainBench.Timing> timings, OptionalLong resident) {
        Map<String, Object> summary = new LinkedHashMap<>();
        Map<String, Object> all = new LinkedHashMap<>();
        for (TrainBench.Timing timing : timings) {
            if (timing.of() == BenchCase.REFERENCE) {
                summary.put("step_ms", timing.step());
                if (timing.ratio() != null) {
                    summary.put("pytorch_step_ms", timing.pytorchStep());
                    summary.put("ratio", timing.ratio());
                    summary.put("pytorch_version", timing.pytorchVersion());
                }
            }
            Map<String, Object> of = new LinkedHashMap<>();
            of.put("step_ms", timing.step());
            of.put("fastest_block_ms", timing.fastestBlock());
            of.put("slowest_block_ms", timing.slowestBlock());
            of.put("images_per_s", timing.imagesPerSecond());
            if (timing.ratio() != null) {
                of.put("pytorch_step_ms", timing.pytorchStep());
                of.put("ratio", timing.ratio());
            }
            timing.parts().forEach((part, millis) -> of.put(part + "_ms", millis));
            all.put(timing.of().id(), of);
        }
        summary.put("batch", batch);
        summary.put("threads", PyTorchOptions.threads());
        resident.ifPresent(megabytes -> summary.put("peak_rss_mb", megabytes));
        summary.put("cases", all);
        return summary;
    }
}
