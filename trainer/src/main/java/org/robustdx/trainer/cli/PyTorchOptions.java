package org.robustdx.trainer.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.robustdx.trainer.bench.TrainBench;
import picocli.CommandLine.Option;

/** Whether a benchmark runs in PyTorch too. */
final class PyTorchOptions {
    @Option(
            names = "--vs-pytorch",
            description = "Run the same in PyTorch too, block by block in turn. Needs Python with torch.")
    private boolean vsPyTorch;

    @Option(
            names = "--python",
            defaultValue = "python3",
            paramLabel = "FILE",
            description = "The interpreter (default: ${DEFAULT-VALUE}).")
    private String python;

    /** Returns whether PyTorch is wanted. */
    boolean given() {
        return vsPyTorch;
    }

    /**
     * Returns how to run a script, or null if PyTorch is not wanted.
     *
     * @param name of the script in {@code trainer/src/bench}
     */
    TrainBench.@Nullable PyTorch script(String name) throws UsageException {
        if (!vsPyTorch) {
            return null;
        }
        String relative = "trainer/src/bench/" + name;
        Path script = Path.of(System.getProperty("robustdx.home", "."), relative);
        if (!Files.isRegularFile(script)) {
            throw new UsageException("vs-pytorch: no " + relative + " here (expected: the project's working tree)");
        }
        return new TrainBench.PyTorch(python, script, threads());
    }

    /** Returns the threads of a convolution: what OpenMP was told, or all there are. */
    static int threads() {
        String told = System.getenv("OMP_NUM_THREADS");
        return told != null && told.matches("[1-9]\\d{0,3}")
                ? Integer.parseInt(told)
                : Runtime.getRuntime().availableProcessors();
    }
}
