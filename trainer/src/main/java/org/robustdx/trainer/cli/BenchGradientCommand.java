package org.robustdx.trainer.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.robustdx.inference.model.InvalidModelException;
import org.robustdx.trainer.bench.GradientBench;
import org.robustdx.trainer.importer.ImportException;
import org.robustdx.trainer.importer.ImportedGraph;
import org.robustdx.trainer.modelfile.SavedModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench gradient}: time and memory of a classifier's gradient by its input, which white-box attacks compute. */
@Command(
        name = "gradient",
        headerHeading = "Example: ./robustdx bench gradient --model resnet18.onnx --vs-pytorch%n%n",
        description = "Measures time and memory of the gradient of a classifier by its input. Takes adopted and trained"
                + " files, and any ONNX classifier that adopt can import.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class BenchGradientCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--model", required = true, paramLabel = "FILE|DIR", description = "The ONNX file.")
    private Path model;

    @Mixin
    private PyTorchOptions pytorch;

    @Option(
            names = "--batch",
            defaultValue = "16",
            paramLabel = "N",
            description = "Images per gradient (default: ${DEFAULT-VALUE}).")
    private int batch;

    @Option(
            names = "--steps",
            defaultValue = "5",
            paramLabel = "N",
            description = "Gradients per block (default: ${DEFAULT-VALUE}).")
    private int steps;

    @Option(
            names = "--blocks",
            defaultValue = "5",
            paramLabel = "N",
            description = "Blocks (default: ${DEFAULT-VALUE}).")
    private int blocks;

    @Mixin
    private JsonOption json;

    @Override
    public Integer call() throws Exception {
        GradientBench.Settings settings = UsageException.check(() -> new GradientBench.Settings(batch, steps, blocks));
        json.requireFolder();
        Path file = Files.isDirectory(model) ? model.resolve(SavedModel.ONNX) : model;
        try {
            GradientBench bench = new GradientBench(
                    ImportedGraph.read(Files.readAllBytes(file)), file, settings, line -> spec.commandLine()
                            .getErr()
                            .println(line));
            GradientBench.Timing timing = bench.run(pytorch.script("gradient.py"));
            print(spec.commandLine().getOut(), timing);
            json.write(summary(timing));
        } catch (ImportException e) {
            throw new InvalidModelException(file + ": " + e.getMessage(), e);
        }
        return 0;
    }

    private void print(PrintWriter out, GradientBench.Timing timing) {
        out.printf(
                Locale.ROOT,
                "%d images a gradient, %d threads; median of %d gradients in %d blocks: %.1f ms (blocks %.1f to %.1f"
                        + " ms)",
                batch,
                PyTorchOptions.threads(),
                steps * blocks,
                blocks,
                timing.millis(),
                timing.fastestBlock(),
                timing.slowestBlock());
        timing.megabytes().ifPresent(megabytes -> out.printf("; peak memory of the process %d MB", megabytes));
        out.println();
        GradientBench.PyTorch theirs = timing.pytorch();
        if (theirs != null) {
            out.printf(
                    Locale.ROOT,
                    "PyTorch %s: %.1f ms; peak memory of the process %d MB; our time is %.2f times that%n",
                    theirs.version(),
                    theirs.millis(),
                    theirs.megabytes(),
                    timing.ratio());
        }
    }

    private Map<String, Object> summary(GradientBench.Timing timing) {
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("batch", batch);
        summary.put("threads", PyTorchOptions.threads());
        summary.put("gradient_ms", timing.millis());
        summary.put("fastest_block_ms", timing.fastestBlock());
        summary.put("slowest_block_ms", timing.slowestBlock());
        timing.megabytes().ifPresent(megabytes -> summary.put("peak_rss_mb", megabytes));
        GradientBench.PyTorch theirs = timing.pytorch();
        if (theirs != null) {
            summary.put("pytorch_version", theirs.version());
            summary.put("pytorch_ms", theirs.millis());
            summary.put("pytorch_peak_rss_mb", theirs.megabytes());
            summary.put("ratio", timing.ratio());
        }
        return summary;
    }
}
