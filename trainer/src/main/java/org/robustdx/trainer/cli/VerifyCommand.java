package org.robustdx.trainer.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.robustdx.trainer.data.Dataset;
import org.robustdx.trainer.model.ServedGraph;
import org.robustdx.trainer.modelfile.JudgedModel;
import org.robustdx.trainer.modelfile.OperationTrace;
import org.robustdx.trainer.modelfile.Verifier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code verify}: compares the exported file with the trained graph. */
@Command(
        name = "verify",
        headerHeading = "Example: ./robustdx verify --model my-model%n%n",
        description =
                "Compares the file in ONNX Runtime with its graph in SameDiff, output by output; where they differ by"
                        + " more than 1e-4, operation by operation. The graph is that of the checkpoint in the folder;"
                        + " without one, it is built from the file.",
        mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ModelOption model;

    @Mixin
    private DataOptions data;

    @Option(
            names = "--images",
            defaultValue = "64",
            paramLabel = "N",
            description = "How many images to compare on (default: ${DEFAULT-VALUE}).")
    private int images;

    @Mixin
    private JsonOption json;

    @Override
    public Integer call() throws Exception {
        if (images < 1) {
            throw new UsageException("images: " + images + " (expected: >= 1)");
        }
        json.requireFolder();
        PrintWriter out = spec.commandLine().getOut();
        Path onnx;
        ServedGraph served;
        Dataset dataset;
        try (JudgedModel judged = JudgedModel.open(model.path())) {
            onnx = judged.file();
            served = judged.servedGraph();
            dataset = data.all(judged.spec(), judged.metadata().fit(), images).sample(images, data.seed());
        }
        Verifier.Differences differences = Verifier.compare(onnx, served, dataset);
        out.printf(Locale.ROOT, "largest difference over %d images (%s):%n", differences.images(), data.origin());
        out.printf(Locale.ROOT, "  logits        %.2e%n", differences.logits());
        out.printf(Locale.ROOT, "  probabilities %.2e%n", differences.probabilities());
        out.printf(Locale.ROOT, "  denoised      %.2e%n", differences.denoised());
        out.printf(Locale.ROOT, "  scores        %.2e%n", differences.scores());
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("max_abs_logit_difference", differences.logits());
        summary.put("max_abs_probability_difference", differences.probabilities());
        summary.put("max_abs_denoised_difference", differences.denoised());
        summary.put("max_abs_score_difference", differences.scores());
        summary.put("images", differences.images());
        summary.put("agree", differences.agree());
        json.write(summary);
        if (differences.agree()) {
            out.println("verified: file and graph agree within 1e-4");
            return 0;
        }
        OperationTrace.compare(onnx, served, dataset).forEach(out::println);
        spec.commandLine().getErr().println(onnx + ": differs from the trained graph by more than 1e-4");
        return 1;
    }
}
