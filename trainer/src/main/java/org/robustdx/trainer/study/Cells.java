package org.robustdx.trainer.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.robustdx.trainer.evaluate.AttackChoice;

/** The models of a plan in the order of the work, and which of them need which. A model needs only models before it. */
final class Cells {
    private final StudyPlan plan;

    Cells(StudyPlan plan) {
        this.plan = plan;
    }

    /** Returns all models, seed by seed, so that each table is complete as early as possible; the sources of a seed before its rows. */
    List<Cell> all() {
        List<Cell> cells = new ArrayList<>();
        for (long seed : plan.seeds()) {
            add(cells, seed, List.of(Optional.empty()), plan.sources());
            add(cells, seed, plan.backboneChoices(), plan.rows());
        }
        return cells;
    }

    private void add(List<Cell> cells, long seed, List<Optional<String>> backbones, List<StudyPlan.Row> rows) {
        for (StudyPlan.TaskPlan task : plan.tasks()) {
            for (Optional<String> backbone : backbones) {
                for (StudyPlan.Row row : rows) {
                    task.leftOutChoices().forEach(site -> cells.add(new Cell(task, backbone, site, row, seed)));
                }
            }
        }
    }

    /** Returns whether a model is in the tables, and so is evaluated. */
    boolean isRow(Cell cell) {
        return plan.rows().contains(cell.row());
    }

    /** Returns the models that the training of a model needs: the classifier of a front, the fixed models of a defence. */
    List<Cell> needs(Cell cell) {
        return Stream.concat(Stream.ofNullable(cell.row().classifier()), cell.row().defenceSources().stream())
                .map(name -> named(name, cell))
                .toList();
    }

    /** Returns the models that attacks on a model come from, by the names that the attacks call them. */
    Map<String, Cell> attackSources(Cell cell) {
        Map<String, Cell> sources = new LinkedHashMap<>();
        if (plan.attackers().isEmpty()) {
            plan.sources().forEach(source -> sources.put(source.folder(), named(source.name(), cell)));
        }
        for (String attack : cell.attacks(plan)) {
            AttackChoice.of(attack).from().ifPresent(name -> sources.put(name, named(model(name, cell), cell)));
        }
        return sources;
    }

    private static String model(String name, Cell cell) {
        String classifier = cell.row().classifier();
        return classifier != null && name.equals(StudyPlan.CLASSIFIER) ? classifier : name;
    }

    /** Returns the model of a row or source with the seed and the images of another. */
    private Cell named(String name, Cell beside) {
        String folder = StudyPlan.Row.folder(name);
        for (StudyPlan.Row source : plan.sources()) {
            if (source.folder().equals(folder)) {
                return new Cell(beside.task(), Optional.empty(), beside.leftOut(), source, beside.seed());
            }
        }
        StudyPlan.Row row = plan.rows().stream()
                .filter(other -> other.folder().equals(folder))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(name + " (expected: a row or a source)"));
        return new Cell(beside.task(), beside.backbone(), beside.leftOut(), row, beside.seed());
    }
}
