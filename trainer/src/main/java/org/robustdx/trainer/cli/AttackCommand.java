package org.robustdx.trainer.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.robustdx.inference.verdict.VerdictPolicy;
import org.robustdx.kafka.UserException;
import org.robustdx.trainer.attack.Attack;
import org.robustdx.trainer.attack.AttackOptions;
import org.robustdx.trainer.attack.Attacks;
import org.robustdx.trainer.attack.Budget;
import org.robustdx.trainer.attack.Classifier;
import org.robustdx.trainer.attack.Norm;
import org.robustdx.trainer.attack.ThreatModel;
import org.robustdx.trainer.data.Dataset;
import org.robustdx.trainer.evaluate.Selection;
import org.robustdx.trainer.measure.Alarms;
import org.robustdx.trainer.measure.Robustness;
import org.robustdx.trainer.model.ClassifierGraph;
import org.robustdx.trainer.model.DetectingGraph;
import org.robustdx.trainer.model.Signature;
import org.robustdx.trainer.modelfile.JudgedModel;
import org.robustdx.trainer.redteam.KafkaChannel;
import org.robustdx.trainer.redteam.QueryChannel;
import org.robustdx.trainer.redteam.RedTeam;
import org.robustdx.trainer.train.Evaluator;
import org.robustdx.trainer.train.Metrics;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code attack}: writes adversarial images as files, or attacks a running app. */
@Command(
        name = "attack",
        headerHeading = "Example: ./robustdx attack --model models/phantom.onnx --out attacked%n%n",
        description =
                "Makes adversarial images against a trained model as 8-bit PNG files of the model's input size, and"
                        + " manifest.csv beside them. Attacks see the model's gradients (square: its scores alone;"
                        + " transfer: other models' gradients) and do not know its detectors (adaptive: does).",
        mixinStandardHelpOptions = true,
        modelTransformer = SettingOptions.class,
        sortOptions = false)
final class AttackCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ModelOption model;

    @Mixin
    private DataOptions data;

    @Mixin
    private SplitOption split;

    @Option(
            names = "--attack",
            defaultValue = "pgd",
            paramLabel = "NAME",
            description = "One of: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Attacks attack;

    @Option(
            names = "--norm",
            defaultValue = "linf",
            paramLabel = "NORM",
            description = "Measure of change, linf or l2 (default: ${DEFAULT-VALUE}).")
    private Norm norm;

    @Option(
            names = "--epsilon",
            paramLabel = "E",
            description =
                    "Largest change. linf: of a sample, in units of 1/255 (default: 4). l2: length of the change of the"
                            + " whole image, with samples in [0,1] (default: 0.5).")
    private @Nullable Double epsilon;

    @Option(
            names = "--source",
            paramLabel = "FILE|DIR",
            description = "For transfer: a model whose gradients are used in the target's place; may be repeated.")
    private List<Path> sources = new ArrayList<>();

    @Option(
            names = "--source-attack",
            defaultValue = "mi-fgsm",
            paramLabel = "NAME",
            description = "For transfer: the attack on the sources (default: ${DEFAULT-VALUE}).")
    private Attacks sourceAttack;

    @Option(
            names = "--images",
            defaultValue = "100",
            paramLabel = "N",
            description = "How many (default: ${DEFAULT-VALUE}).")
    private int images;

    @Option(
            names = "--seed",
            defaultValue = "1",
            paramLabel = "S",
            description = "Seed of the attack (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where to write the images; required, but not with --target kafka.")
    private @Nullable Path dir;

    @Mixin
    private KafkaTarget kafka;

    @Mixin
    private JsonOption json;

    @Override
    public Integer call() throws Exception {
        double most = epsilon != null ? epsilon : norm == Norm.LINF ? 4 : 0.5;
        Budget budget = UsageException.check(() -> new Budget(norm, most));
        if (images < 1) {
            throw new UsageException("images: " + images + " (expected: >= 1)");
        }
        json.requireFolder();
        if (kafka.chosen()) {
            return queried(budget);
        }
        if (dir == null) {
            throw new UsageException("Missing required option: '--out=DIR'");
        }
        Path folder = dir;
        if (attack != Attacks.TRANSFER || sources.isEmpty()) {
            chosen(List.of()); // refuses wrong settings before any model is opened
        }
        try (Models others = Models.open(sources);
                JudgedModel target = JudgedModel.open(model.path())) {
            attack(target, others.all(), budget, folder);
        }
        return 0;
    }

    /** Attacks a running app through its topics. Returns the exit code. */
    private int queried(Budget budget) throws Exception {
        kafka.check();
        if (attack.threatModel() != ThreatModel.BLACK_BOX || norm != Norm.LINF) {
            throw new UsageException("attack: " + attack + ", " + norm.label()
                    + " (expected: square, hop-skip-jump or boundary with --norm linf, as a running app shows no"
                    + " gradients)");
        }
        Attack chosen = chosen(List.of());
        try (JudgedModel named = JudgedModel.open(model.path())) {
            Dataset clean = data.labelled(named, split.part(), images);
            String task = named.metadata().task();
            try (QueryChannel channel =
                    KafkaChannel.open(kafka.settings(task, named.metadata().classes()))) {
                PrintWriter out = spec.commandLine().getOut();
                RedTeam.Outcome outcome = new RedTeam(channel, chosen, budget, kafka.most(), out::println)
                        .run(clean, seed, kafka.alertSeconds());
                Map<String, Object> summary = new LinkedHashMap<>();
                summary.put("attack", chosen.name());
                summary.put("options", chosen.options());
                summary.put("threat_model", attack.threatModel().summary());
                summary.put("epsilon", budget.epsilon());
                summary.putAll(outcome.toMap());
                summary.forEach((name, value) -> out.println(name + ": " + value));
                json.write(summary);
                return 0;
            }
        } catch (UserException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    private void attack(JudgedModel target, List<JudgedModel> others, Budget budget, Path folder) throws Exception {
        Attack chosen = chosen(others);
        for (JudgedModel other : others) {
            requireSameShape(other.spec(), target.spec());
        }
        Dataset clean = data.labelled(target, split.part(), images);
        Classifier classifier = attack == Attacks.ADAPTIVE ? defended(target) : new ClassifierGraph(target.network());
        Dataset adversarial = Robustness.attacked(classifier, clean, chosen, budget, seed);
        int[] before = AttackFiles.predictions(classifier, clean);
        int[] after = AttackFiles.predictions(classifier, adversarial);
        new AttackFiles(attack, budget, target.metadata().classes()).write(folder, adversarial, before, after);
        Path picture = folder.resolve(AttackPicture.FILE);
        int gain = AttackPicture.write(clean, adversarial, picture);

        Selection.Part part = data.part(split.part());
        Metrics ofClean = Evaluator.clean(classifier, clean);
        Metrics ofAdversarial = Evaluator.clean(classifier, adversarial);
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                Locale.ROOT,
                "%d images (%s, %s split), %s %s, %s, %s: accuracy %.1f %% -> %.1f %%%n",
                clean.size(),
                data.origin(),
                part,
                chosen.name(),
                chosen.options(),
                budget,
                attack.threatModel().summary(),
                100 * ofClean.accuracy(),
                100 * ofAdversarial.accuracy());
        Map<String, Object> flagged = attack == Attacks.ADAPTIVE ? flagged(target, clean, adversarial) : Map.of();
        flagged.forEach((what, share) -> out.printf(Locale.ROOT, "%s: %.1f %%%n", what, 100 * (double) share));
        out.println("images and manifest.csv in " + folder);
        out.println(picture + ": image, attacked image and difference (times " + gain + ", 0 is gray)");
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("images", clean.size());
        summary.put("split", part.toString());
        summary.put("attack", chosen.name());
        summary.put("options", chosen.options());
        summary.put("threat_model", attack.threatModel().summary());
        summary.put("norm", norm.label());
        summary.put("epsilon", budget.epsilon());
        summary.put("clean_accuracy", ofClean.accuracy());
        summary.put("attacked_accuracy", ofAdversarial.accuracy());
        summary.putAll(flagged);
        json.write(summary);
    }

    private Attack chosen(List<JudgedModel> others) throws UsageException {
        List<ClassifierGraph> classifiers = others.stream()
                .map(other -> new ClassifierGraph(other.network()))
                .toList();
        AttackOptions options = new AttackOptions(SettingOptions.of(spec), sourceAttack, List.copyOf(classifiers));
        return UsageException.check(() -> attack.create(options));
    }

    private static void requireSameShape(Signature source, Signature target) throws UsageException {
        if (source.imageSize() != target.imageSize()
                || source.channels() != target.channels()
                || source.classes() != target.classes()) {
            throw new UsageException("source: a model of " + shape(source) + " (expected: " + shape(target) + ")");
        }
    }

    private static String shape(Signature spec) {
        return spec.imageSize() + "x" + spec.imageSize() + "x" + spec.channels() + " pixels and " + spec.classes()
                + " classes";
    }

    /** Returns the model with its detectors, at the thresholds of the model file. */
    private static Classifier defended(JudgedModel target) {
        return new DetectingGraph(target.network(), target.detectors(), Alarms.of(target.metadata()));
    }

    /** Returns the shares of images that the served model flags, before and after the attack, by summary key. */
    private static Map<String, Object> flagged(JudgedModel target, Dataset clean, Dataset adversarial) {
        VerdictPolicy policy = VerdictPolicy.of(target.metadata());
        Map<String, Object> shares = new LinkedHashMap<>();
        shares.put(
                "clean_flagged", Robustness.read(target.served(), policy, clean).flaggedShare());
        shares.put(
                "attacked_flagged",
                Robustness.read(target.served(), policy, adversarial).flaggedShare());
        return shares;
    }
}
