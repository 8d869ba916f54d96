package org.robustdx.trainer.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.robustdx.trainer.evaluate.Report;
import org.robustdx.trainer.study.Runs;
import org.robustdx.trainer.study.StudyException;
import picocli.CommandLine;

/** The runs of a study, by the commands {@code train} and {@code evaluate}. */
final class StudyRuns implements Runs {
    private final PrintWriter out;
    private final PrintWriter err;

    StudyRuns(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public Optional<String> complaint(Training training) {
        return Main.complaint(arguments(training));
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

    private static String[] arguments(Training training) {
        List<String> arguments = named("train", training.options());
        arguments.addAll(training.sites());
        arguments.addAll(List.of("--out", training.out().toString()));
        if (training.resume()) {
            arguments.add("--resume");
        }
        return arguments.toArray(String[]::new);
    }

    private static String[] arguments(Evaluating evaluating) {
        List<String> arguments = named("evaluate", evaluating.options());
        arguments.addAll(evaluating.sites());
        arguments.addAll(List.of("--model", evaluating.model().toString()));
        arguments.addAll(List.of("--report", evaluating.report().toString()));
        evaluating.sources().forEach(source -> arguments.addAll(List.of("--transfer-from", source.toString())));
        return arguments.toArray(String[]::new);
    }

    private static List<String> named(String command, Map<String, String> options) {
        List<String> arguments = new ArrayList<>(List.of(command));
        options.forEach((name, value) -> {
            arguments.add("--" + name);
            if (!value.isEmpty()) {
                arguments.add(value);
            }
        });
        return arguments;
    }
}
