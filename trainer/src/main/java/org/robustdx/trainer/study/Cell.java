package org.robustdx.trainer.study;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One model of a study.
 *
 * @param task the task and its images
 * @param backbone the network, if the plan and not the row chooses it
 * @param row the row of the tables
 * @param seed the seed of training and evaluation
 */
record Cell(StudyPlan.TaskPlan task, Optional<String> backbone, StudyPlan.Row row, long seed) {
    /** Returns the folder of its files, relative to the folder of the study. */
    Path folder() {
        return Path.of(task.task(), backbone.orElse(""), row.folder(), "seed-" + seed);
    }

    /** Returns the title of the table that such models are in. */
    static String table(StudyPlan.TaskPlan task, Optional<String> backbone) {
        return task.task() + backbone.map(name -> ", " + name).orElse("");
    }

    /** Returns the options of its training. */
    Map<String, String> training(StudyPlan plan, Path data) {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("task", task.task());
        options.put("seed", Long.toString(seed));
        images(data).ifPresent(folder -> options.put("data", folder));
        options.put("attack-images", "0");
        options.putAll(options(plan));
        return options;
    }

    /** Returns its image size, or that none was given. */
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

    /** Returns the options of its evaluation. */
    Map<String, String> evaluation(StudyPlan plan, Path data) {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("seed", Long.toString(seed));
        images(data).ifPresent(folder -> options.put("data", folder));
        options.putAll(plan.evaluate());
        return options;
    }

    private Optional<String> images(Path data) {
        return Optional.ofNullable(task.data())
                .map(folder -> data.resolve(folder).toString());
    }

    @Override
    public String toString() {
        return table(task, backbone) + ", " + row.name() + ", seed " + seed;
    }
}
