package org.robustdx.trainer.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.robustdx.trainer.evaluate.Report;
import org.robustdx.trainer.modelfile.SavedModel;
import org.robustdx.trainer.study.Runs;
import org.robustdx.trainer.study.StudyException;
import picocli.CommandLine;

/** The runs of a study, by the commands {@code train}, {@code front} and {@code evaluate}. */
final class StudyRuns implements Runs {
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final PrintWriter out;
    private final PrintWriter err;
    private final Optional<Path> cache;

    /** @param cache where decoded images are kept for the next run; empty for nowhere */
    StudyRuns(PrintWriter out, PrintWriter err, Optional<Path> cache) {
        this.out = out;
        this.err = err;
        this.cache = cache;
    }

    @Override
    public Optional<String> complaint(Training training) {
        return Main.complaint(arguments(training));
    }

    @Override
    public Optional<String> complaint(Fronting fronting) {
        return Main.complaint(arguments(fronting));
    }

    @Override
    public Optional<String> complaint(Evaluating evaluating) {
        return Main.complaint(arguments(evaluating));
    }

    @Override
    public void train(Training training) throws StudyException {
        int exit;
        try {
            exit = command(TrainCommand.class, arguments(training)).call();
        } catch (Exception e) {
            throw new StudyException(Main.oneLine(e));
        }
        if (exit != 0) {
            throw new StudyException("exit code " + exit);
        }
    }

    @Override
    public void front(Fronting fronting) throws StudyException {
        try {
            // Exit code 1 means a difference between file and graph. The evaluation measures it too, and raises a flag.
            command(FrontCommand.class, arguments(fronting)).call();
        } catch (Exception e) {
            throw new StudyException(Main.oneLine(e));
        }
    }

    @Override
    public void pause() throws StudyException {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StudyException("interrupted");
        }
    }

    @Override
    public Report evaluate(Evaluating evaluating) throws StudyException {
        try {
            return command(EvaluateCommand.class, arguments(evaluating)).evaluate();
        } catch (Exception e) {
            throw new StudyException(Main.oneLine(e));
        }
    }

    /** Returns the command that these arguments configure. */
    private <T> T command(Class<T> type, String... arguments) {
        CommandLine.ParseResult parsed =
                Main.commandLine().setOut(out).setErr(err).parseArgs(arguments);
        return type.cast(parsed.subcommand().commandSpec().userObject());
    }

    private String[] arguments(Training training) {
        List<String> arguments = named("train", training.options());
        arguments.addAll(training.sites());
        arguments.addAll(List.of("--out", training.out().toString()));
        if (training.resume()) {
            arguments.add("--resume");
        }
        return arguments.toArray(String[]::new);
    }

    private String[] arguments(Fronting fronting) {
        List<String> arguments = named("front", fronting.options());
        arguments.addAll(fronting.sites());
        arguments.addAll(List.of("--model", fronting.model().toString()));
        arguments.addAll(
                List.of("--out", fronting.out().resolve(SavedModel.ONNX).toString()));
        return arguments.toArray(String[]::new);
    }

    private String[] arguments(Evaluating evaluating) {
        List<String> arguments = named("evaluate", evaluating.options());
        arguments.addAll(evaluating.sites());
        arguments.addAll(List.of("--model", evaluating.model().toString()));
        arguments.addAll(List.of("--report", evaluating.report().toString()));
        evaluating
                .sources()
                .forEach((name, source) -> arguments.addAll(List.of("--transfer-from", name + "=" + source)));
        return arguments.toArray(String[]::new);
    }

    private List<String> named(String command, Map<String, String> options) {
        List<String> arguments = new ArrayList<>(List.of(command));
        cache.ifPresent(folder -> arguments.addAll(List.of("--cache", folder.toString())));
        options.forEach((name, value) -> {
            arguments.add("--" + name);
            if (!value.isEmpty()) {
                arguments.add(value);
            }
        });
        return arguments;
    }
}
