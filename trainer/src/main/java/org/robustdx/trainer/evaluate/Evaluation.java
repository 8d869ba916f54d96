package org.robustdx.trainer.evaluate;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.robustdx.inference.model.DeviceUnavailableException;
import org.robustdx.inference.model.InvalidModelException;
import org.robustdx.inference.verdict.VerdictPolicy;
import org.robustdx.trainer.attack.Attack;
import org.robustdx.trainer.attack.Attacks;
import org.robustdx.trainer.attack.Budget;
import org.robustdx.trainer.attack.Classifier;
import org.robustdx.trainer.attack.ThreatModel;
import org.robustdx.trainer.data.Dataset;
import org.robustdx.trainer.evaluate.sets.OutOfScopeSet;
import org.robustdx.trainer.measure.Alarms;
import org.robustdx.trainer.model.ClassifierGraph;
import org.robustdx.trainer.model.DetectingGraph;
import org.robustdx.trainer.modelfile.Build;
import org.robustdx.trainer.modelfile.JudgedModel;
import org.robustdx.trainer.report.Progress;
import org.robustdx.trainer.train.Noise;

/** Measures a model in one condition after the other, and stores the results of each on disk. */
public final class Evaluation {
    /** Part of every key. Increase it when the same settings give other results. */
    private static final String FORMAT = "2";

    private static final int CHECKED = 100;
    private static final int[] STEPS = {1, 5, 20, 50};

    /** An ε that allows almost any change of an image, in units of 1/255. */
    private static final double UNBOUNDED = 64;

    private static final Map<Noise, Double> NOISES = noises();
    private static final Pattern STEP_COUNT = Pattern.compile("steps=(\\d+)");
    private static final Pattern QUERY_COUNT = Pattern.compile("queries=(\\d+)");

    private final JudgedModel model;
    private final List<TransferSource> sources;
    private final Selection selection;
    private final Settings settings;
    private final List<OutOfScopeSet> outOfScope;
    private final PartStore store;
    private final int[] exhibits;
    private final String subject;
    private final VerdictPolicy policy;

    /**
     * Creates an evaluation.
     *
     * @param sources models from which transfer attacks take their gradients
     * @param outOfScope sets of images that are out of the model's scope; see {@link #outOfScopeSets}
     * @param store where finished parts are kept
     */
    public Evaluation(
            JudgedModel model,
            List<TransferSource> sources,
            Selection selection,
            Settings settings,
            List<OutOfScopeSet> outOfScope,
            PartStore store) {
        this.model = model;
        this.sources = List.copyOf(sources);
        this.selection = selection;
        this.settings = settings;
        this.outOfScope = List.copyOf(outOfScope);
        this.store = store;
        this.exhibits = Exhibits.of(selection.attacked());
        this.subject = fingerprint(model);
        this.policy = VerdictPolicy.of(model.metadata());
    }

    /**
     * Returns the sets of out-of-scope images for the scope detectors: generated ones, and those in {@code given}.
     *
     * @param given sets of folders
     */
    public static List<OutOfScopeSet> outOfScopeSets(
            JudgedModel model, Selection selection, Settings settings, List<OutOfScopeSet> given) {
        if (!settings.outOfScope() || model.metadata().calibration().scope().isEmpty()) {
            return List.of();
        }
        List<OutOfScopeSet> sets = new ArrayList<>(
                OutOfScopeSet.generated(selection.images(), ScopeRows.upright(model.metadata()), settings.seed()));
        sets.addAll(given);
        return sets;
    }

    /** A condition, the images that it is measured on, and the disturbance that creates it. */
    private record Task(Condition condition, Dataset images, Disturbance disturbance, boolean shown, long cost) {}

    /** Measures all conditions that are not in the store. */
    public Findings run() throws IOException, InvalidModelException, DeviceUnavailableException {
        Classifier classifier = new ClassifierGraph(model.network());
        Dataset checked = selection.attacked().sample(CHECKED, settings.seed());
        SelfChecks checks = SelfChecks.of(model, classifier, checked);
        Condition sample = Condition.of(Condition.Kind.CLEAN, "sample");
        List<Task> tasks = new ArrayList<>();
        tasks.add(task(Condition.of(Condition.Kind.CLEAN, "clean"), Disturbance.none()));
        tasks.add(new Task(
                sample,
                selection.attacked(),
                Disturbance.none(),
                true,
                selection.attacked().size()));
        NOISES.forEach((noise, strength) -> tasks.add(task(
                Condition.of(Condition.Kind.NOISE, noise + " " + strength, "strength=" + strength),
                Disturbance.of(noise, strength))));
        if (settings.shifts()) {
            Shift.all()
                    .forEach(shift -> tasks.add(task(
                            Condition.of(Condition.Kind.SHIFT, shift.toString(), shift.description()),
                            Disturbance.of(shift))));
        }
        Map<Condition, OutOfScopeSet> sets = new LinkedHashMap<>();
        for (OutOfScopeSet set : outOfScope) {
            Condition condition =
                    Condition.of(Condition.Kind.OUT_OF_SCOPE, set.origin() + " " + set.name(), set.description());
            sets.put(condition, set);
            tasks.add(new Task(condition, set.base(), Disturbance.of(set.change()), false, set.size()));
        }
        checks(classifier, checked, tasks);
        attacks(classifier, tasks);

        Map<Condition, Observed> observed = new LinkedHashMap<>();
        try (Progress progress =
                Progress.start("evaluate", tasks.stream().mapToLong(Task::cost).sum())) {
            long done = 0;
            for (Task task : tasks) {
                progress.note(task.condition().id());
                observed.put(task.condition(), observed(task, progress, done));
                done += task.cost();
                progress.update(done);
            }
        }
        Observed attackedClean = observed.get(sample);
        observed.remove(sample);
        List<Findings.OutOfScope> found = new ArrayList<>();
        sets.forEach((condition, set) -> {
            Observed ofSet = Objects.requireNonNull(observed.remove(condition));
            Decisions decisions = Decisions.of(model.metadata(), ofSet);
            int[] missed = IntStream.range(0, ofSet.n())
                    .filter(i -> !decisions.outOfScope(i))
                    .toArray();
            found.add(new Findings.OutOfScope(set, ofSet, missed));
        });
        return new Findings(observed, Objects.requireNonNull(attackedClean), checks, found);
    }

    private Observed observed(Task task, Progress progress, long done) throws IOException {
        String name = task.condition().id();
        String key = key(task);
        var kept = store.find(name, key);
        if (kept.isPresent()) {
            return kept.get();
        }
        int n = task.images().size();
        Observed seen = new Observer(model.served(), policy)
                .observe(
                        task.images(),
                        task.disturbance(),
                        task.condition().epsilon() > 0,
                        task.condition().kind() != Condition.Kind.SHIFT
                                && task.condition().kind() != Condition.Kind.OUT_OF_SCOPE,
                        settings.seed(),
                        task.shown() ? exhibits : new int[0],
                        images -> progress.update(done + task.cost() * images / n));
        store.keep(name, key, seen);
        return seen;
    }

    private Task task(Condition condition, Disturbance disturbance) {
        return new Task(
                condition,
                selection.images(),
                disturbance,
                false,
                selection.images().size());
    }

    /** Adds attacks that check whether the results of the other attacks are reliable. */
    private void checks(Classifier classifier, Dataset images, List<Task> tasks) {
        for (int steps : STEPS) {
            AttackChoice choice = AttackChoice.of("pgd:steps=" + steps);
            tasks.add(attack(Condition.Kind.CHECK, choice, settings.middleEpsilon(), classifier, images));
        }
        tasks.add(attack(Condition.Kind.CHECK, AttackChoice.of("pgd"), UNBOUNDED, classifier, images));
    }

    private void attacks(Classifier classifier, List<Task> tasks) {
        for (AttackChoice choice : settings.attacks()) {
            Classifier target = choice.attack() == Attacks.ADAPTIVE ? defended() : classifier;
            for (double epsilon : settings.epsilons()) {
                tasks.add(attack(Condition.Kind.ATTACK, choice, epsilon, target, selection.attacked()));
            }
        }
    }

    private Classifier defended() {
        return new DetectingGraph(model.network(), model.detectors(), Alarms.of(model.metadata()));
    }

    private Task attack(Condition.Kind kind, AttackChoice choice, double epsilon, Classifier target, Dataset images) {
        List<ClassifierGraph> others = sources(choice).stream()
                .map(source -> new ClassifierGraph(source.network()))
                .toList();
        Attack attack = choice.create(others);
        Condition condition = Condition.of(kind, choice, attack.options(), epsilon);
        Disturbance disturbance = Disturbance.of(attack, target, new Budget(epsilon));
        return new Task(condition, images, disturbance, kind == Condition.Kind.ATTACK, images.size() * cost(condition));
    }

    /** Returns the approximate cost of an attack on one image, in forward passes. */
    private static long cost(Condition condition) {
        long cost = 5;
        for (String option : condition.options()) {
            cost += 3 * count(STEP_COUNT, option) + count(QUERY_COUNT, option) / 2;
        }
        return condition.threatModel() == ThreatModel.ADAPTIVE ? 4 * cost : cost;
    }

    private static long count(Pattern pattern, String option) {
        Matcher matcher = pattern.matcher(option);
        return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
    }

    /** Returns the models from which an attack takes its gradients; none for an attack that does not transfer. */
    private List<JudgedModel> sources(AttackChoice choice) {
        return sources.stream()
                .filter(source -> choice.uses(source.name()))
                .map(TransferSource::model)
                .toList();
    }

    private String key(Task task) {
        List<String> determinants = new ArrayList<>(List.of(
                FORMAT,
                Build.version(),
                Build.revision(),
                subject,
                task.images().digest(),
                task.condition().toString(),
                Long.toString(settings.seed()),
                policy.toString()));
        task.condition().attack().ifPresent(choice -> sources(choice)
                .forEach(source -> determinants.add(fingerprint(source))));
        return PartStore.key(determinants);
    }

    /** Returns a text that identifies the file and the network that supplies the gradients. */
    private static String fingerprint(JudgedModel model) {
        StringBuilder text = new StringBuilder(model.served().sha256());
        model.network().parameters().arrays().forEach((name, array) -> text.append(' ')
                .append(name)
                .append(' ')
                .append(array.sumNumber())
                .append(' ')
                .append(array.norm2Number()));
        return text.toString();
    }

    private static Map<Noise, Double> noises() {
        Map<Noise, Double> noises = new LinkedHashMap<>();
        noises.put(Noise.GAUSSIAN, 0.1);
        noises.put(Noise.UNIFORM, 0.2);
        noises.put(Noise.SALT_AND_PEPPER, 0.05);
        noises.put(Noise.SPECKLE, 0.2);
        noises.put(Noise.POISSON, 0.15);
        return noises;
    }
}
