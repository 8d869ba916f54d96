package org.robustdx.trainer.study;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Trains and evaluates every model of a plan, one after the other, and writes the tables after each. After an interruption, it continues: it
 * skips trained models, and continues a partly trained model from its checkpoint.
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
    private final StudyTables tables;

    /**
     * Creates a study.
     *
     * @param data folder that the plan's data folders are in
     * @param dir where models, reports and tables are written
     * @param runs trains and evaluates
     * @param progress receives one line for each step
     */
    public Study(StudyPlan plan, Path data, Path dir, Runs runs, Consumer<String> progress) {
        this.plan = plan;
        this.data = data;
        this.dir = dir;
        this.runs = runs;
        this.progress = progress;
        this.tables = new StudyTables(plan, dir);
    }

    /**
     * Checks all commands of the study before the first of them runs.
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

    /** Checks that both models take images of the same size, because one classifies the attacks that are made on the other. */
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

    /** Returns the training options of a model, one per line, in the form of the file that is kept beside the model. */
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
     * Runs the rest of the study, which has been {@linkplain #check checked}.
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
            tables.write();
        }
    }

    private List<Cell> sources() {
        return cells(List.of(Optional.empty()), plan.sources());
    }

    private List<Cell> rows() {
        return cells(plan.backboneChoices(), plan.rows());
    }

    /** Returns the models seed by seed, so that each table is complete as early as possible. */
    private List<Cell> cells(List<Optional<String>> backbones, List<StudyPlan.Row> rows) {
        List<Cell> cells = new ArrayList<>();
        for (long seed : plan.seeds()) {
            for (StudyPlan.TaskPlan task : plan.tasks()) {
                for (Optional<String> backbone : backbones) {
                    for (StudyPlan.Row row : rows) {
                        task.leftOutChoices().forEach(site -> cells.add(new Cell(task, backbone, site, row, seed)));
                    }
                }
            }
        }
        return cells;
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
            tables.add(cell, judging, runs.evaluate(evaluation(cell, judging)));
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
}
