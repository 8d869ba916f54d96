package org.robustdx.trainer.study;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.robustdx.trainer.evaluate.Condition;
import org.robustdx.trainer.evaluate.Report;
import org.robustdx.trainer.evaluate.ReportFile;
import org.robustdx.trainer.report.Plots;
import org.robustdx.trainer.study.Results.Column;

/**
 * Trains and evaluates every model of a plan, one after the other, and writes the tables after each. After an interruption it continues: a
 * trained model is not trained again, and a partly trained model continues from its checkpoint.
 */
public final class Study {
    private static final String TRAINED = "trained.txt";
    private static final String CHECKPOINT = "checkpoint.zip";
    private static final String COMMAND = "command.txt";

    private final StudyPlan plan;
    private final Path data;
    private final Path dir;
    private final Runs runs;
    private final Consumer<String> progress;
    private final Map<Judged, Report> reports = new HashMap<>();

    /** A model and the images that it is judged on. */
    private record Judged(Cell cell, Cell.Judging judging) {}

    /**
     * Creates a study.
     *
     * @param data folder that the plan's data folders are in
     * @param dir where models, reports and tables are written
     * @param runs trains and evaluates
     * @param progress hears in a line what is being done
     */
    public Study(StudyPlan plan, Path data, Path dir, Runs runs, Consumer<String> progress) {
        this.plan = plan;
        this.data = data;
        this.dir = dir;
        this.runs = runs;
        this.progress = progress;
    }

    /**
     * Looks through all that is to be run before hours go into the first of it.
     *
     * @throws StudyException if a command would be refused, there is no such data folder, or the folder holds models of other options
     */
    public void check() throws IOException, StudyException {
        for (StudyPlan.TaskPlan task : plan.tasks()) {
            for (String folder : task.folders()) {
                if (!Files.isDirectory(data.resolve(folder))) {
                    throw new StudyException(task.task() + ": data: " + data.resolve(folder) + ": no such folder");
                }
            }
        }
        for (Cell cell : sources()) {
            checkTraining(cell);
        }
        for (Cell cell : rows()) {
            checkTraining(cell);
            for (Cell.Judging judging : cell.judgings()) {
                require(cell, "evaluate", runs.complaint(evaluation(cell, judging)));
            }
            for (StudyPlan.Row source : plan.sources()) {
                checkInput(cell, new Cell(cell.task(), Optional.empty(), cell.leftOut(), source, cell.seed()));
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
        require(cell, "train", runs.complaint(training(cell, false)));
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
        String options = cell.training(plan, data).entrySet().stream()
                .map(option ->
                        "--" + option.getKey() + "\n" + (option.getValue().isEmpty() ? "" : option.getValue() + "\n"))
                .collect(Collectors.joining());
        return cell.trainingSites(data).stream()
                .map(argument -> argument + "\n")
                .collect(Collectors.joining("", options, ""));
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
            for (Cell.Judging judging : cell.judgings()) {
                evaluate(cell, judging);
            }
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
                    for (StudyPlan.Row row : rows) {
                        leftOut(task).forEach(site -> cells.add(new Cell(task, backbone, site, row, seed)));
                    }
                }
            }
        }
        return cells;
    }

    /** The sites that models of a task are trained without, one at a time; or none, once. */
    private static List<Optional<String>> leftOut(StudyPlan.TaskPlan task) {
        return task.leaveOut().isEmpty()
                ? List.of(Optional.empty())
                : task.leaveOut().stream().map(Optional::of).toList();
    }

    private List<Optional<String>> backbones() {
        return plan.backbones().isEmpty()
                ? List.of(Optional.empty())
                : plan.backbones().stream().map(Optional::of).toList();
    }

    private static void require(Cell cell, String command, Optional<String> complaint) throws StudyException {
        if (complaint.isPresent()) {
            throw new StudyException(cell + ": " + command + ": " + complaint.get());
        }
    }

    private void train(Cell cell) throws IOException, StudyException {
        Path folder = dir.resolve(cell.folder());
        if (Files.exists(folder.resolve(TRAINED))) {
            return;
        }
        Files.createDirectories(folder);
        Files.writeString(folder.resolve(COMMAND), text(cell));
        try {
            runs.train(training(cell, Files.exists(folder.resolve(CHECKPOINT))));
        } catch (StudyException e) {
            throw new StudyException(cell + ": train failed: " + e.getMessage());
        }
        Files.writeString(folder.resolve(TRAINED), "");
    }

    private void evaluate(Cell cell, Cell.Judging judging) throws StudyException {
        try {
            reports.put(new Judged(cell, judging), runs.evaluate(evaluation(cell, judging)));
        } catch (StudyException e) {
            throw new StudyException(cell + ": evaluate failed: " + e.getMessage());
        }
    }

    private Runs.Training training(Cell cell, boolean resume) {
        return new Runs.Training(
                cell.training(plan, data), cell.trainingSites(data), dir.resolve(cell.folder()), resume);
    }

    private Runs.Evaluating evaluation(Cell cell, Cell.Judging judging) {
        Path folder = dir.resolve(cell.folder());
        List<Path> sources = plan.sources().stream()
                .map(source -> new Cell(cell.task(), Optional.empty(), cell.leftOut(), source, cell.seed()))
                .map(source -> dir.resolve(source.folder()))
                .toList();
        return new Runs.Evaluating(
                cell.evaluation(plan, data, judging),
                cell.judgedSite(data, judging),
                folder,
                folder.resolve(judging.folder()),
                sources);
    }

    /** Returns the report of a model, of this run or of an earlier one, if there is one. */
    private Optional<Report> report(Cell cell, Cell.Judging judging) throws IOException {
        Judged key = new Judged(cell, judging);
        Report report = reports.get(key);
        Path file = dir.resolve(cell.folder()).resolve(judging.folder()).resolve("report.json");
        if (report == null && Files.exists(file)) {
            report = ReportFile.read(file);
            reports.put(key, report);
        }
        return Optional.ofNullable(report);
    }

    /** Writes {@code tables.md}, {@code results.json} and the plots of each table, of what there is. */
    private void write() throws IOException {
        StringBuilder text = new StringBuilder();
        List<Outcome> outcomes = new ArrayList<>();
        for (StudyPlan.TaskPlan task : plan.tasks()) {
            for (Optional<String> backbone : backbones()) {
                String title = Cell.table(task, backbone);
                List<Outcome> ofTable = outcomes(task, backbone);
                outcomes.addAll(ofTable);
                Results results = results(task, ofTable);
                if (!task.sites().isEmpty()) {
                    text.append(SiteTables.of(title, ofTable));
                } else if (!results.rows().isEmpty()) {
                    text.append(Tables.of(title, results));
                    plot(title, results);
                }
            }
        }
        Files.writeString(dir.resolve("tables.md"), text, StandardCharsets.UTF_8);
        Files.writeString(dir.resolve("results.json"), OutcomesFile.of(outcomes), StandardCharsets.UTF_8);
    }

    /** Returns what there is of a table, row by row. */
    private List<Outcome> outcomes(StudyPlan.TaskPlan task, Optional<String> backbone) throws IOException {
        List<Outcome> outcomes = new ArrayList<>();
        for (StudyPlan.Row row : plan.rows()) {
            for (Optional<String> site : leftOut(task)) {
                for (long seed : plan.seeds()) {
                    Cell cell = new Cell(task, backbone, site, row, seed);
                    for (Cell.Judging judging : cell.judgings()) {
                        report(cell, judging).ifPresent(report -> outcomes.add(new Outcome(cell, judging, report)));
                    }
                }
            }
        }
        return outcomes;
    }

    private static Results results(StudyPlan.TaskPlan task, List<Outcome> outcomes) {
        Results results = new Results();
        if (task.sites().isEmpty()) {
            outcomes.forEach(outcome ->
                    results.add(outcome.cell().row().name(), outcome.cell().seed(), outcome.report()));
        }
        return results;
    }

    /** Draws, for each attack, balanced accuracy over ε. */
    private void plot(String title, Results results) throws IOException {
        TreeSet<String> attacks = new TreeSet<>();
        TreeSet<Double> epsilons = new TreeSet<>(List.of(0.0));
        for (Column column : results.columns()) {
            if (column.kind() == Condition.Kind.ATTACK) {
                attacks.add(column.name());
                epsilons.add(column.epsilon());
            }
        }
        double[] x = epsilons.stream().mapToDouble(Double::doubleValue).toArray();
        for (String attack : attacks) {
            Map<String, double[]> lines = new LinkedHashMap<>();
            for (String row : results.rows()) {
                double[] y = new double[x.length];
                for (int i = 0; i < x.length; i++) {
                    Column at = x[i] == 0
                            ? new Column(Condition.Kind.CLEAN, "clean", Double.NaN)
                            : new Column(Condition.Kind.ATTACK, attack, x[i]);
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
