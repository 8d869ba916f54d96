package org.robustdx.trainer.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.robustdx.trainer.data.PhantomGenerator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code phantoms}: writes procedural images as files. */
@Command(
        name = "phantoms",
        headerHeading = "Example: ./robustdx phantoms --out phantoms --count 100%n%n",
        description = "Draws procedural lesions as PNG files, one folder per class.",
        mixinStandardHelpOptions = true)
final class PhantomsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Where to write.")
    private Path dir;

    @Option(
            names = "--count",
            defaultValue = "100",
            paramLabel = "N",
            description = "How many (default: ${DEFAULT-VALUE}).")
    private int count;

    @Option(
            names = "--image-size",
            defaultValue = "64",
            paramLabel = "PX",
            description = "Side (default: ${DEFAULT-VALUE}).")
    private int size;

    @Option(names = "--seed", defaultValue = "1", paramLabel = "S", description = "Seed (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Override
    public Integer call() throws Exception {
        if (count < 1 || count > 1_000_000) {
            throw new UsageException("count: " + count + " (expected: 1 <= count <= 1000000)");
        }
        PhantomGenerator generator = UsageException.check(() -> new PhantomGenerator(seed, size));
        generator.write(dir, count);
        spec.commandLine().getOut().println(count + " phantoms in " + dir);
        return 0;
    }
}
