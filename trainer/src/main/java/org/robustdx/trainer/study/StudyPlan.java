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
 * @param sources models that other models are attacked from or trained with, which are in no table, trained with the same seeds; may be none
 * @param attackers columns of the tables: an attack of {@code evaluate} by its title; none for the attacks in {@code evaluate}
 */
public record StudyPlan(
        List<TaskPlan> tasks,
        List<String> backbones,
        List<Long> seeds,
        Map<String, String> train,
        Map<String, String> evaluate,
        List<Row> rows,
        List<Row> sources,
        Map<String, String> attackers) {
    /** As the source of an attack: the model of the row without its front. */
    static final String CLASSIFIER = "classifier";

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
            "cache",
            "defence-sources",
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
        attackers = texts("attackers", attackers);
        require(
                "evaluate: attacks",
                attackers.isEmpty() || !evaluate.containsKey("attacks"),
                "attacks in evaluate or attackers, not both");
        References.require(sources, rows, attackers);
    }

    /** Returns a plan whose tables have a column for each attack in {@code evaluate}. */
    public StudyPlan(
            List<TaskPlan> tasks,
            List<String> backbones,
            List<Long> seeds,
            Map<String, String> train,
            Map<String, String> evaluate,
            List<Row> rows,
            List<Row> sources) {
        this(tasks, backbones, seeds, train, evaluate, rows, sources, Map.of());
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
     * A kind of model: one that is trained, or a front before another row's model.
     *
     * @param name in tables
     * @param train options of its training runs
     * @param defenceSources names of the rows or sources whose models its defence uses, as {@code --defence-sources}; may be none
     * @param classifier name of the row or source that the front is before; null for a model without a front
     * @param front options of the command {@code front}; none for a model without a front
     */
    public record Row(
            @JsonProperty(required = true) String name,
            Map<String, String> train,
            List<String> defenceSources,
            @Nullable String classifier,
            Map<String, String> front) {
        public Row {
            require("name", name != null && name.matches("[^|]*[A-Za-z0-9][^|]*"), "letters or digits in it, and no |");
            train = options("train", train);
            defenceSources = list("defence-sources", defenceSources, List.of());
            front = options("front", front);
            boolean fronted = !front.isEmpty();
            require("front: " + name, front.containsKey("front") == fronted, "front among the options");
            require("classifier: " + name, (classifier != null) == fronted, "with front, and only then");
            require(
                    "train: " + name,
                    !fronted || (train.isEmpty() && defenceSources.isEmpty()),
                    "nothing beside front");
        }

        /** Returns a model that is trained without the help of others. */
        public Row(String name, Map<String, String> train) {
            this(name, train, List.of(), null, Map.of());
        }

        /** Returns the name as that of a folder. */
        String folder() {
            return folder(name);
        }

        /** Returns a name as that of a folder. */
        static String folder(String name) {
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

    static boolean distinct(List<?> values) {
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

    static void require(String what, boolean holds, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(what + " (expected: " + expected + ")");
        }
    }
}
