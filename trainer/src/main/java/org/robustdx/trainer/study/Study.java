package org.robustdx.trainer.study;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Trains and evaluates every model of a plan, one after the other, and writes the tables after each. After an interruption, it continues: it
 * skips trained models, and continues a partly trained model from its checkpoint. Several processes with a common folder may share the
 * models; each writes the tables of all.
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
    private final Shard shard;
    private final Cells cells;
    private final StudyTables tables;

    /**
     * Creates a study.
     *
     * @param data folder that the plan's data folders are in
     * @param dir where models, reports and tables are written
     * @param runs trains and evaluates
     * @param shard the models that this process trains and evaluates
     * @param progress receives one line for each step
     */
    public Study(StudyPlan plan, Path data, Path dir, Runs runs, Shard shard, Consumer<String> progress) {
        this.plan = plan;
        this.data = data;
        this.dir = dir;
        this.runs = runs;
        this.progress = progress;
        this.shard = shard;
        this.cells = new Cells(plan);
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
        for (Cell cell : cells.all()) {
            checkTraining(cell);
            if (!cells.isRow(cell)) {
                continue;
            }
            for (Cell.Judging judging : cell.judgings()) {
                require(cell, "evaluate", runs.complaint(evaluation(cell, judging)));
            }
            for (Cell source : cells.attackSources(cell).values()) {
                checkInput(cell, source);
            }
        }
    }

    /** Checks that both models take images of the same size, because one classifies the attacks that are made on the other. */
    private void checkInput(Cell cell, Cell source) throws StudyException {
        String size = (cell.isFronted() ? cells.needs(cell).get(0) : cell).imageSize(plan);
        if (!source.imageSize(plan).equals(size)) {
            throw new StudyException(source + ": image-size: " + source.imageSize(plan) + " (expected: " + size
                    + ", as that of " + cell + ", which it is to attack)");
        }
    }

    private void checkTraining(Cell cell) throws IOException, StudyException {
        if (cell.isFronted()) {
            require(cell, "front", runs.complaint(fronting(cell)));
        } else {
            require(cell, "train", runs.complaint(training(cell, false)));
        }
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
        String options = training(cell).entrySet().stream()
                .map(option ->
                        "--" + option.getKey() + "\n" + (option.getValue().isEmpty() ? "" : option.getValue() + "\n"))
                .collect(Collectors.joining());
        String text = cell.trainingSites(data).stream()
                .map(argument -> argument + "\n")
                .collect(Collectors.joining("", options, ""));
        return cell.isFronted()
                ? text + "--model\n" + dir.resolve(cells.needs(cell).get(0).folder()) + "\n"
                : text;
    }

    /**
     * Runs the rest of the study, which has been {@linkplain #check checked}.
     *
     * @throws StudyException if a command failed
     */
    public void run() throws IOException, StudyException {
        List<Cell> all = cells.all();
        for (int i = 0; i < all.size(); i++) {
            Cell cell = all.get(i);
            if (!shard.owns(i)) {
                continue;
            }
            progress.accept((i + 1) + " of " + all.size() + ": " + cell + (cells.isRow(cell) ? "" : " (source)"));
            await(cell, cells.needs(cell));
            train(cell);
            if (cells.isRow(cell)) {
                await(cell, cells.attackSources(cell).values());
                for (Cell.Judging judging : cell.judgings()) {
                    evaluate(cell, judging);
                }
                tables.write();
            }
        }
    }

    /** Waits until other processes have trained these models. They are before {@code cell}, so no two processes wait for each other. */
    private void await(Cell cell, Collection<Cell> others) throws StudyException {
        for (Cell other : others) {
            Path trained = dir.resolve(other.folder()).resolve(TRAINED);
            if (!other.equals(cell) && !Files.exists(trained)) {
                progress.accept("waiting for another shard: " + other);
                while (!Files.exists(trained)) {
                    runs.pause();
                }
            }
        }
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
        String command = cell.isFronted() ? "front" : "train";
        try {
            if (cell.isFronted()) {
                runs.front(fronting(cell));
            } else {
                runs.train(training(cell, Files.exists(folder.resolve(CHECKPOINT))));
            }
        } catch (StudyException e) {
            throw new StudyException(cell + ": " + command + " failed: " + e.getMessage());
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

    /** Returns the options of a model's training, or of its front, by name. */
    private Map<String, String> training(Cell cell) {
        Map<String, String> options = cell.training(plan, data);
        if (!cell.isFronted() && !cells.needs(cell).isEmpty()) {
            options.put(
                    "defence-sources",
                    cells.needs(cell).stream()
                            .map(source -> dir.resolve(source.folder()).toString())
                            .collect(Collectors.joining(",")));
        }
        return options;
    }

    private Runs.Training training(Cell cell, boolean resume) {
        return new Runs.Training(training(cell), cell.trainingSites(data), dir.resolve(cell.folder()), resume);
    }

    private Runs.Fronting fronting(Cell cell) {
        Path classifier = dir.resolve(cells.needs(cell).get(0).folder());
        return new Runs.Fronting(training(cell), cell.trainingSites(data), classifier, dir.resolve(cell.folder()));
    }

    private Runs.Evaluating evaluation(Cell cell, Cell.Judging judging) {
        Path folder = dir.resolve(cell.folder());
        Map<String, Path> sources = new LinkedHashMap<>();
        cells.attackSources(cell).forEach((name, source) -> sources.put(name, dir.resolve(source.folder())));
        return new Runs.Evaluating(
                cell.evaluation(plan, data, judging),
                cell.judgedSite(data, judging),
                folder,
                folder.resolve(judging.folder()),
                sources);
    }
}
