package org.robustdx.trainer.study;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.robustdx.trainer.report.Plots;
import org.robustdx.trainer.study.Results.Condition;

/**
 * Trains and judges every model of a plan, one after the other, and draws up the tables after each. Interrupted, it goes on where it was: a
 * model that is trained is not trained again, one that is half trained goes on from its checkpoint.
 */
public final class Study {
    private static final String TRAINED = "trained.txt";
    private static final String CHECKPOINT = "checkpoint.zip";
    private static final String COMMAND = "command.txt";
    private static final String REPORT = "report";

    private final StudyPlan plan;
    private final Path data;
    private final Path dir;
    private final Command commands;
    private final Consumer<String> progress;

    /** Runs commands of this program. */
    public interface Command {
        /** Returns what is wrong with a command in one line, as far as can be told without running it. */
        Optional<String> complaint(List<String> arguments);

        /** Runs a command and returns its exit code. */
        int run(List<String> arguments);
    }

    /**
     * Creates a study.
     *
     * @param data folder that the plan's data folders are in
     * @param dir where models, reports and tables are written
     * @param commands {@code train} and {@code evaluate}
     * @param progress hears in a line what is being done
     */
    public Study(StudyPlan plan, Path data, Path dir, Command commands, Consumer<String> progress) {
        this.plan = plan;
        this.data = data;
        this.dir = dir;
        this.commands = commands;
        this.progress = progress;
    }

    /**
     * Looks through all that is to be run before hours go into the first of it.
     *
     * @throws StudyException if a command would be refused, there is no such data folder, or the folder holds models of other options
     */
    public void check() throws IOException, StudyException {
        for (StudyPlan.TaskPlan task : plan.tasks()) {
            if (task.data() != null && !Files.isDirectory(data.resolve(task.data()))) {
                throw new StudyException(task.task() + ": data: " + data.resolve(task.data()) + ": no such folder");
            }
        }
        for (Cell cell : sources()) {
            checkTraining(cell);
        }
        for (Cell cell : rows()) {
            checkTraining(cell);
            require(cell, evaluation(cell));
            for (StudyPlan.Row source : plan.sources()) {
                checkInput(cell, new Cell(cell.task(), Optional.empty(), source, cell.seed()));
            }
        }
    }

    /** An attack made on one model is read by another: both must take images of one size. */
    private void checkInput(Cell cell, Cell source) throws StudyException {
        String size = cell.imageSize(plan);
        if (!source.imageSize(plan).equals(size)) {
            throw new StudyException(source + ": image-size: " + source.imageSize(plan) + " (expected: " + size
                    + ", as that of " + cell + ", which it is to attack)");
        }
    }

    private void checkTraining(Cell cell) throws IOException, StudyException {
        require(cell, training(cell));
        Path folder = dir.resolve(cell.folder());
        Path file = folder.resolve(COMMAND);
        boolean begun = Files.exists(folder.resolve(TRAINED)) || Files.exists(folder.resolve(CHECKPOINT));
        if (begun && Files.exists(file) && !Files.readString(file).equals(text(cell))) {
            throw new StudyException(
                    folder + ": was trained with other options (expected: those in " + COMMAND + ", or another --out)");
        }
    }

    /** The options of a model's training, one a line, as they are kept beside it. */
    private String text(Cell cell) {
        return String.join("\n", cell.training(plan, data)) + "\n";
    }

    /**
     * Runs what is left of the study, which has been {@linkplain #check looked through}.
     *
     * @throws StudyException if a command failed
     */
    public void run() throws IOException, StudyException {
        List<Cell> sources = sources();
        List<Cell> rows = rows();
        int count = sources.size() + rows.size();
        int done = 0;
        for (Cell cell : sources) {
            progress.accept(++done + " of " + count + ": " + cell + " (for transfer attacks)");
            train(cell);
        }
        for (Cell cell : rows) {
            progress.accept(++done + " of " + count + ": " + cell);
            train(cell);
            run(cell, evaluation(cell));
            write();
        }
    }

    private List<Cell> sources() {
        return cells(List.of(Optional.empty()), plan.sources());
    }

    private List<Cell> rows() {
        return cells(backbones(), plan.rows());
    }

    /** Seed by seed, so that each table is whole as early as possible. */
    private List<Cell> cells(List<Optional<String>> backbones, List<StudyPlan.Row> rows) {
        List<Cell> cells = new ArrayList<>();
        for (long seed : plan.seeds()) {
            for (StudyPlan.TaskPlan task : plan.tasks()) {
                for (Optional<String> backbone : backbones) {
                    rows.forEach(row -> cells.add(new Cell(task, backbone, row, seed)));
                }
            }
        }
        return cells;
    }

    private List<Optional<String>> backbones() {
        return plan.backbones().isEmpty()
                ? List.of(Optional.empty())
                : plan.backbones().stream().map(Optional::of).toList();
    }

    private void require(Cell cell, List<String> arguments) throws StudyException {
        Optional<String> complaint = commands.complaint(arguments);
        if (complaint.isPresent()) {
            throw new StudyException(cell + ": " + arguments.get(0) + ": " + complaint.get());
        }
    }

    private void train(Cell cell) throws IOException, StudyException {
        Path folder = dir.resolve(cell.folder());
        if (Files.exists(folder.resolve(TRAINED))) {
            return;
        }
        Files.createDirectories(folder);
        Files.writeString(folder.resolve(COMMAND), text(cell));
        List<String> arguments = training(cell);
        if (Files.exists(folder.resolve(CHECKPOINT))) {
            arguments.add("--resume");
        }
        run(cell, arguments);
        Files.writeString(folder.resolve(TRAINED), "");
    }

    private List<String> training(Cell cell) {
        List<String> arguments = new ArrayList<>(List.of("train"));
        arguments.addAll(cell.training(plan, data));
        arguments.addAll(List.of("--out", dir.resolve(cell.folder()).toString()));
        return arguments;
    }

    private List<String> evaluation(Cell cell) {
        List<String> arguments = new ArrayList<>(List.of("evaluate"));
        arguments.addAll(cell.evaluation(plan, data));
        Path folder = dir.resolve(cell.folder());
        arguments.addAll(List.of(
                "--model", folder.toString(), "--report", folder.resolve(REPORT).toString()));
        for (StudyPlan.Row source : plan.sources()) {
            Cell of = new Cell(cell.task(), Optional.empty(), source, cell.seed());
            arguments.addAll(List.of("--transfer-from", dir.resolve(of.folder()).toString()));
        }
        return arguments;
    }

    private Path report(Cell cell) {
        return dir.resolve(cell.folder()).resolve(REPORT).resolve("report.json");
    }

    private void run(Cell cell, List<String> arguments) throws StudyException {
        int code = commands.run(arguments);
        if (code != 0) {
            throw new StudyException(cell + ": " + arguments.get(0) + " failed with exit code " + code);
        }
    }

    /** Writes {@code tables.md} and the plots of each table, of what there is. */
    private void write() throws IOException {
        StringBuilder text = new StringBuilder();
        for (StudyPlan.TaskPlan task : plan.tasks()) {
            for (Optional<String> backbone : backbones()) {
                String title = Cell.table(task, backbone);
                Results results = results(task, backbone);
                if (!results.rows().isEmpty()) {
                    text.append(Tables.of(title, results));
                    plot(title, results);
                }
            }
        }
        Files.writeString(dir.resolve("tables.md"), text, StandardCharsets.UTF_8);
    }

    private Results results(StudyPlan.TaskPlan task, Optional<String> backbone) throws IOException {
        Results results = new Results();
        for (StudyPlan.Row row : plan.rows()) {
            for (long seed : plan.seeds()) {
                Path report = report(new Cell(task, backbone, row, seed));
                if (Files.exists(report)) {
                    results.add(row.name(), seed, report);
                }
            }
        }
        return results;
    }

    /** Draws, for each attack, balanced accuracy over ε. */
    private void plot(String title, Results results) throws IOException {
        TreeSet<String> attacks = new TreeSet<>();
        TreeSet<Double> epsilons = new TreeSet<>(List.of(0.0));
        for (Condition condition : results.conditions()) {
            if (condition.kind().equals("attack")) {
                attacks.add(condition.name());
                epsilons.add(condition.epsilon());
            }
        }
        double[] x = epsilons.stream().mapToDouble(Double::doubleValue).toArray();
        for (String attack : attacks) {
            Map<String, double[]> lines = new LinkedHashMap<>();
            for (String row : results.rows()) {
                double[] y = new double[x.length];
                for (int i = 0; i < x.length; i++) {
                    Condition at = x[i] == 0
                            ? new Condition("clean", "clean", Double.NaN)
                            : new Condition("attack", attack, x[i]);
                    y[i] = 100 * Tables.mean(results.values(row, at));
                }
                lines.put(row, y);
            }
            String name = (title + "-" + attack).replaceAll("[^a-z0-9]+", "-");
            Path file = dir.resolve("plots").resolve(name + ".png");
            Plots.lines(title + ": " + attack, "ε in units of 1/255", "balanced accuracy (%)", x, lines, file);
        }
    }
}
