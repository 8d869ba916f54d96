package org.robustdx.trainer.study;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One model of a study.
 *
 * @param task that it is for
 * @param backbone of it, where the plan and not the row says so
 * @param row of the tables
 * @param seed of its training
 */
record Cell(StudyPlan.TaskPlan task, Optional<String> backbone, StudyPlan.Row row, long seed) {
    /** Returns where its files are, below the study's folder. */
    Path folder() {
        return Path.of(task.task(), backbone.orElse(""), row.folder(), "seed-" + seed);
    }

    /** Returns the title of the table that such models are in. */
    static String table(StudyPlan.TaskPlan task, Optional<String> backbone) {
        return task.task() + backbone.map(name -> ", " + name).orElse("");
    }

    /** Returns what {@code train} is told of it, but for where it writes. */
    List<String> training(StudyPlan plan, Path data) {
        List<String> arguments = new ArrayList<>(List.of("--task", task.task(), "--seed", Long.toString(seed)));
        arguments.addAll(images(data));
        arguments.addAll(List.of("--attack-images", "0"));
        options(plan).forEach((name, value) -> add(arguments, name, value));
        return arguments;
    }

    /** Returns what its image size is said to be, or that it is the usual one. */
    String imageSize(StudyPlan plan) {
        return options(plan).getOrDefault("image-size", "not given");
    }

    private Map<String, String> options(StudyPlan plan) {
        Map<String, String> options = new LinkedHashMap<>(plan.train());
        options.putAll(task.train());
        backbone.ifPresent(name -> options.put("backbone", name));
        options.putAll(row.train());
        return options;
    }

    /** Returns what {@code evaluate} is told of it, but for where model and report are. */
    List<String> evaluation(StudyPlan plan, Path data) {
        List<String> arguments = new ArrayList<>(List.of("--seed", Long.toString(seed)));
        arguments.addAll(images(data));
        plan.evaluate().forEach((name, value) -> add(arguments, name, value));
        return arguments;
    }

    private List<String> images(Path data) {
        return task.data() == null
                ? List.of()
                : List.of("--data", data.resolve(task.data()).toString());
    }

    /** An option that is merely there has no value. */
    private static void add(List<String> arguments, String name, String value) {
        arguments.add("--" + name);
        if (!value.isEmpty()) {
            arguments.add(value);
        }
    }

    @Override
    public String toString() {
        return table(task, backbone) + ", " + row.name() + ", seed " + seed;
    }
}
