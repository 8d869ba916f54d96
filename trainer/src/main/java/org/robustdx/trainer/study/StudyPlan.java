package org.robustdx.trainer.study;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a study trains and how it judges, as a JSON file: each row with each backbone on each task with each seed. Options are those of the commands {@code train}
 * and {@code evaluate}, without their dashes.
 *
 * @param tasks in their order
 * @param backbones as {@code train} knows them, a table each; none for one table of the backbones that rows name themselves
 * @param seeds of weights, order, noise, attacks and split; at least one
 * @param train options of every training run
 * @param evaluate options of every evaluation
 * @param rows models to be compared, by names that are each there once
 * @param sources models that transfer attacks come from, trained with the same seeds; may be none
 */
public record StudyPlan(
        List<TaskPlan> tasks,
        List<String> backbones,
        List<Long> seeds,
        Map<String, String> train,
        Map<String, String> evaluate,
        List<Row> rows,
        List<Row> sources) {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    /** What the study itself says to the commands. */
    private static final Set<String> OURS = Set.of(
            "task",
            "data",
            "out",
            "seed",
            "resume",
            "map-class",
            "class",
            "json",
            "model",
            "report",
            "transfer-from",
            "attack-images",
            "split",
            "help",
            "version");

    public StudyPlan {
        tasks = list("tasks", tasks, List.of());
        backbones = list("backbones", backbones, List.of());
        seeds = list("seeds", seeds, List.of(1L));
        train = options("train", train);
        evaluate = options("evaluate", evaluate);
        rows = list("rows", rows, List.of());
        sources = list("sources", sources, List.of());
        require("tasks", !tasks.isEmpty(), "at least one");
        require("tasks", distinct(tasks.stream().map(TaskPlan::task).toList()), "each once");
        require("rows", !rows.isEmpty(), "at least one");
        require("seeds", !seeds.isEmpty() && distinct(seeds), "each once");
        require(
                "backbones",
                distinct(backbones) && backbones.stream().allMatch(name -> name.matches("[a-z][a-z0-9-]*")),
                "backbones of train, each once");
        require(
                "rows",
                backbones.isEmpty()
                        || rows.stream().noneMatch(row -> row.train().containsKey("backbone")),
                "no backbone of a row's own where the plan has backbones");
        List<String> names = new ArrayList<>();
        rows.forEach(row -> names.add(row.folder()));
        sources.forEach(row -> names.add(row.folder()));
        require("rows and sources", distinct(names), "each name once");
    }

    /** Returns the backbones to train each model with; one empty choice if the plan names none, so that {@code train} chooses. */
    List<Optional<String>> backboneChoices() {
        return backbones.isEmpty()
                ? List.of(Optional.empty())
                : backbones.stream().map(Optional::of).toList();
    }

    /**
     * A task and its images.
     *
     * @param task as {@code train} knows it
     * @param data folder of the images, relative to the data folder of the study; null for several sites, and for phantoms
     * @param sites folder of the images of each site, relative to the data folder of the study, by the site's name; may be none
     * @param classes classes of the sites that go by another name in the model
     * @param leaveOut sites that are left out one at a time: models are trained on the others and judged on this one too; none to train on all sites
     * @param train options of training runs of this task
     */
    public record TaskPlan(
            @JsonProperty(required = true) String task,
            @Nullable String data,
            Map<String, String> sites,
            Map<String, String> classes,
            List<String> leaveOut,
            Map<String, String> train) {
        public TaskPlan {
            require("task", task != null && task.matches("[a-z][a-z0-9-]*"), "a task of train");
            sites = texts("sites", sites);
            classes = texts("classes", classes);
            leaveOut = list("leave-out", leaveOut, List.of());
            train = options("train", train);
            require("sites", sites.isEmpty() || data == null, "data or sites, not both");
            require("sites", sites.size() != 1, "at least two, or data");
            require("classes", classes.isEmpty() || !sites.isEmpty(), "with sites only");
            require(
                    "leave-out",
                    distinct(leaveOut) && sites.keySet().containsAll(leaveOut),
                    "names of sites, each once");
        }

        /** Returns a task whose images are in one folder. */
        public TaskPlan(String task, @Nullable String data, Map<String, String> train) {
            this(task, data, Map.of(), Map.of(), List.of(), train);
        }

        /** Returns the folders of the images, relative to the data folder of the study; none for phantoms. */
        List<String> folders() {
            return data == null ? List.copyOf(sites.values()) : List.of(data);
        }

        /** Returns the sites that models are trained without, one at a time; one empty choice if no site is left out. */
        List<Optional<String>> leftOutChoices() {
            return leaveOut.isEmpty()
                    ? List.of(Optional.empty())
                    : leaveOut.stream().map(Optional::of).toList();
        }
    }

    /**
     * A kind of model.
     *
     * @param name in tables
     * @param train options of its training runs
     */
    public record Row(@JsonProperty(required = true) String name, Map<String, String> train) {
        public Row {
            require("name", name != null && name.matches("[^|]*[A-Za-z0-9][^|]*"), "letters or digits in it, and no |");
            train = options("train", train);
        }

        /** Returns the name as that of a folder. */
        String folder() {
            return name.toLowerCase(java.util.Locale.ROOT)
                    .replaceAll("[^a-z0-9]+", "-")
                    .replaceAll("^-|-$", "");
        }
    }

    /**
     * Reads a plan.
     *
     * @throws IOException if there is no such file, or it is no plan; the message is one line
     */
    public static StudyPlan read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException(file + ": no such plan");
        }
        try {
            StudyPlan plan = JSON.readValue(Files.readAllBytes(file), StudyPlan.class);
            if (plan == null) {
                throw new IOException(file + ": no plan (expected: an object with tasks and rows)");
            }
            return plan;
        } catch (JacksonException e) {
            Throwable cause = e.getCause() instanceof IllegalArgumentException refused ? refused : e;
            String first =
                    String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
            throw new IOException(file + ": no plan (" + first + ")", e);
        }
    }

    private static boolean distinct(List<?> values) {
        return Set.copyOf(values).size() == values.size();
    }

    private static <T> List<T> list(String name, @Nullable List<T> given, List<T> otherwise) {
        require(name, given == null || given.stream().noneMatch(Objects::isNull), "no null among them");
        return given == null ? otherwise : List.copyOf(given);
    }

    private static Map<String, String> texts(String name, @Nullable Map<String, String> given) {
        Map<String, String> texts = given == null ? Map.of() : new LinkedHashMap<>(given);
        require(
                name,
                texts.entrySet().stream()
                        .allMatch(entry -> !entry.getKey().isEmpty()
                                && entry.getValue() != null
                                && !entry.getValue().isEmpty()),
                "names and texts");
        return texts;
    }

    private static Map<String, String> options(String command, @Nullable Map<String, String> given) {
        Map<String, String> options = given == null ? Map.of() : new LinkedHashMap<>(given);
        for (String name : options.keySet()) {
            require(command + ": " + name, !OURS.contains(name), "what the study does not say itself");
            require(command + ": " + name, name.matches("[a-z][a-z0-9-]*"), "an option's name without its dashes");
            require(command + ": " + name, options.get(name) != null, "a text");
        }
        return options;
    }

    private static void require(String what, boolean holds, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(what + " (expected: " + expected + ")");
        }
    }
}
