package org.robustdx.trainer.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.robustdx.trainer.study.Shard;
import org.robustdx.trainer.study.Study;
import org.robustdx.trainer.study.StudyException;
import org.robustdx.trainer.study.StudyPlan;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code study}: trains and compares many models. */
@Command(
        name = "study",
        headerHeading = "Example: ./robustdx study --plan PLAN.json --data DIR --out my-study%n%n",
        description = "Trains and evaluates every model of a plan, with every seed, and writes tables.md and plots."
                + " If you stop it, the same command continues where it was.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class StudyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--plan",
            required = true,
            paramLabel = "FILE",
            description = "Tasks, backbones, seeds, rows and options as JSON; docs/studies has the paper's grid.")
    private Path plan;

    @Option(
            names = "--data",
            defaultValue = ".",
            paramLabel = "DIR",
            description = "Folder that the plan's data folders are in (default: this one).")
    private Path data;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Where to write.")
    private Path dir;

    @Option(
            names = "--shard",
            defaultValue = "1/1",
            paramLabel = "I/N",
            description =
                    "Train and evaluate only every N-th model, from the I-th on. Run each of 1/N to N/N in a process"
                            + " or on a machine of its own, with the same paths for --data and --out (default:"
                            + " ${DEFAULT-VALUE}, all models).")
    private String shard;

    @Option(names = "--cache", paramLabel = "DIR", description = "Keep the decoded images there for the next model.")
    private @Nullable Path cache;

    @Override
    public Integer call() throws Exception {
        StudyPlan read = StudyPlan.read(plan);
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Shard part = UsageException.check(() -> Shard.parse(shard));
        Study study =
                new Study(read, data, dir, new StudyRuns(out, err, Optional.ofNullable(cache)), part, err::println);
        try {
            study.check();
        } catch (StudyException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
        Files.createDirectories(dir);
        study.run();
        out.println("written: " + dir.resolve("tables.md") + ", plots, models and their reports");
        return 0;
    }
}
