package org.robustdx.trainer.study;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.robustdx.trainer.evaluate.AttackChoice;

/**
 * One model of a study.
 *
 * @param task the task and its images
 * @param backbone the network, if the plan and not the row chooses it
 * @param leftOut the site that it is not trained on, if there is one
 * @param row the row of the tables
 * @param seed the seed of training and evaluation
 */
record Cell(
        StudyPlan.TaskPlan task, Optional<String> backbone, Optional<String> leftOut, StudyPlan.Row row, long seed) {
    private static final String REPORT = "report";

    /**
     * Images that a model is judged on.
     *
     * @param site that they are from; empty where the plan names no sites
     * @param whole whether they are all images of the site, none of which the model was trained on, and not the test split alone
     */
    record Judging(String site, boolean whole) {
        /** Returns the folder of the report, in that of the model. */
        String folder() {
            return site.isEmpty() ? REPORT : REPORT + "-" + site;
        }

        @Override
        public String toString() {
            return site.isEmpty() ? "test split" : site + (whole ? ", whole" : ", test split");
        }
    }

    /** Returns a model of all sites. */
    Cell(StudyPlan.TaskPlan task, Optional<String> backbone, StudyPlan.Row row, long seed) {
        this(task, backbone, Optional.empty(), row, seed);
    }

    /** Returns the folder of its files, relative to the folder of the study. */
    Path folder() {
        String without = leftOut.map(site -> "without-" + site).orElse("");
        return Path.of(task.task(), backbone.orElse(""), row.folder(), without, "seed-" + seed);
    }

    /** Returns the title of the table that such models are in. */
    static String table(StudyPlan.TaskPlan task, Optional<String> backbone) {
        return task.task() + backbone.map(name -> ", " + name).orElse("");
    }

    /** Returns the sites that it is trained on; none where the plan names no sites. */
    List<String> sites() {
        return task.sites().keySet().stream()
                .filter(site -> !leftOut.equals(Optional.of(site)))
                .sorted()
                .toList();
    }

    /** Returns what it is judged on: the site that is left out as a whole, and then the test split of each site that it is trained on. */
    List<Judging> judgings() {
        if (task.sites().isEmpty()) {
            return List.of(new Judging("", false));
        }
        List<Judging> judgings = new ArrayList<>();
        leftOut.ifPresent(site -> judgings.add(new Judging(site, true)));
        sites().forEach(site -> judgings.add(new Judging(site, false)));
        return List.copyOf(judgings);
    }

    /** Returns whether it is another model with a front before it. */
    boolean isFronted() {
        return row.classifier() != null;
    }

    /** Returns the options of its training, or of the command that puts its front before another model. */
    Map<String, String> training(StudyPlan plan, Path data) {
        Map<String, String> options = new LinkedHashMap<>();
        if (!isFronted()) {
            options.put("task", task.task());
        }
        options.put("seed", Long.toString(seed));
        images(data).ifPresent(folder -> options.put("data", folder));
        if (isFronted()) {
            options.putAll(row.front());
        } else {
            options.put("attack-images", "0");
            options.putAll(options(plan));
        }
        return options;
    }

    /** Returns the arguments that name the sites that it is trained on. */
    List<String> trainingSites(Path data) {
        return arguments(sites(), data);
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
        if (sites().size() == 1) {
            options.remove("balance-sites"); // there is nothing to balance
        }
        return options;
    }

    /** Returns the options of an evaluation. */
    Map<String, String> evaluation(StudyPlan plan, Path data, Judging judging) {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("seed", Long.toString(seed));
        images(data).ifPresent(folder -> options.put("data", folder));
        if (judging.whole()) {
            options.put("split", "all");
        }
        options.putAll(plan.evaluate());
        if (!plan.attackers().isEmpty()) {
            options.put("attacks", String.join(",", attacks(plan)));
        }
        return options;
    }

    /**
     * Returns the attacks of the plan's attackers. Without a front, an attacker who knows only the classifier knows the
     * whole model; so such attacks are left out.
     */
    List<String> attacks(StudyPlan plan) {
        return plan.attackers().values().stream()
                .filter(attack ->
                        isFronted() || !AttackChoice.of(attack).from().equals(Optional.of(StudyPlan.CLASSIFIER)))
                .toList();
    }

    /** Returns the arguments that name the site that it is judged on. */
    List<String> judgedSite(Path data, Judging judging) {
        return judging.site().isEmpty() ? List.of() : arguments(List.of(judging.site()), data);
    }

    private List<String> arguments(List<String> sites, Path data) {
        List<String> arguments = new ArrayList<>();
        for (String site : sites) {
            arguments.add("--data");
            arguments.add(site + "=" + data.resolve(task.sites().getOrDefault(site, "")));
        }
        if (!sites.isEmpty()) {
            task.classes().forEach((from, to) -> {
                arguments.add("--map-class");
                arguments.add(from + "=" + to);
            });
        }
        return arguments;
    }

    private Optional<String> images(Path data) {
        return Optional.ofNullable(task.data())
                .map(folder -> data.resolve(folder).toString());
    }

    @Override
    public String toString() {
        return table(task, backbone) + ", " + row.name()
                + leftOut.map(site -> ", without " + site).orElse("") + ", seed " + seed;
    }
}
