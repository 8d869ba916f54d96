package org.robustdx.trainer.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.robustdx.inference.file.WholeFile;
import org.robustdx.trainer.attack.Attacks;
import org.robustdx.trainer.data.Dataset;
import org.robustdx.trainer.evaluate.AttackChoice;
import org.robustdx.trainer.evaluate.Evaluation;
import org.robustdx.trainer.evaluate.Findings;
import org.robustdx.trainer.evaluate.Grouping;
import org.robustdx.trainer.evaluate.PartStore;
import org.robustdx.trainer.evaluate.Report;
import org.robustdx.trainer.evaluate.ReportBuilder;
import org.robustdx.trainer.evaluate.ReportFile;
import org.robustdx.trainer.evaluate.Selection;
import org.robustdx.trainer.evaluate.Settings;
import org.robustdx.trainer.evaluate.TransferSource;
import org.robustdx.trainer.evaluate.html.HtmlReport;
import org.robustdx.trainer.evaluate.sets.OutOfScopeSet;
import org.robustdx.trainer.modelfile.JudgedModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code evaluate}: evaluates a model and writes a report. */
@Command(
        name = "evaluate",
        headerHeading = "Example: ./robustdx evaluate --model my-model --data DIR --report my-report%n%n",
        description = "Evaluates an exported model on clean, noisy, shifted and attacked images, and its detectors on"
                + " attacked images and on images out of scope. Writes report.html and report.json. If you stop"
                + " it, the same command continues where it was: finished parts are kept in the report's folder.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class EvaluateCommand implements Callable<Integer>, Checked {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ModelOption model;

    @Mixin
    private DataOptions data;

    @Option(names = "--report", required = true, paramLabel = "DIR", description = "Where to write.")
    private Path dir;

    @Mixin
    private SplitOption split;

    @Option(
            names = "--phantoms",
            defaultValue = "6000",
            paramLabel = "N",
            description = "Without --data: how many phantoms, of which the split takes its part (default:"
                    + " ${DEFAULT-VALUE}, as train).")
    private int phantoms;

    @Option(
            names = "--attacks",
            defaultValue = Settings.DEFAULT_ATTACKS,
            paramLabel = "LIST",
            description = "Attacks with commas between them, each NAME or NAME:SETTING=VALUE, such as"
                    + " pgd:steps=40:restarts=5 or transfer:attack=pgd:from=SOURCE; standard is a cascade of the"
                    + " strongest (default: ${DEFAULT-VALUE}, and transfer with --transfer-from).")
    private String attacks;

    @Option(
            names = "--epsilons",
            defaultValue = "1,2,4,8",
            split = ",",
            paramLabel = "E",
            description = "Largest changes of a sample, in units of 1/255 (default: ${DEFAULT-VALUE}).")
    private List<Double> epsilons;

    @Mixin
    private TransferSources sources;

    @Option(
            names = "--images",
            defaultValue = "200",
            paramLabel = "N",
            description = "How many images to attack, at most (default: ${DEFAULT-VALUE}).")
    private int images;

    @Option(
            names = "--shifts",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Measure shifts: brightness, contrast, blur, crop, JPEG and so on (default); --no-shifts"
                    + " leaves them out.")
    private boolean shifts;

    @Mixin
    private OutOfScopeOptions outOfScope;

    @Mixin
    private SubgroupOptions subgroups;

    @Option(
            names = "--seed",
            defaultValue = "1",
            paramLabel = "S",
            description = "Seed of noise, attacks and the choice of attacked images (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Mixin
    private JsonOption json;

    @Override
    public void check() throws UsageException {
        settings();
    }

    private Settings settings() throws UsageException {
        Settings settings =
                UsageException.check(() -> new Settings(chosen(), epsilons, shifts, outOfScope.measured(), seed));
        if (images < 1) {
            throw new UsageException("images: " + images + " (expected: >= 1)");
        }
        if (phantoms < 1 || phantoms > 1_000_000) {
            throw new UsageException("phantoms: " + phantoms + " (expected: 1 <= phantoms <= 1000000)");
        }
        outOfScope.check();
        subgroups.check();
        return settings;
    }

    @Override
    public Integer call() throws Exception {
        evaluate();
        return 0;
    }

    /** Evaluates the model, writes the report and prints its summary. */
    Report evaluate() throws Exception {
        Settings settings = settings();
        json.requireFolder();
        try (Models others = Models.open(sources.paths());
                JudgedModel judged = JudgedModel.open(model.path())) {
            List<TransferSource> named = sources.of(others, judged);
            Dataset all = data.all(judged.spec(), judged.metadata().fit(), phantoms);
            Selection selection = Selection.of(all, judged, split.chosen(), images, seed);
            List<Grouping> groupings = subgroups.groupings(selection.images(), data.folders());
            List<String> positive = subgroups.positive(judged.metadata().classes());
            List<OutOfScopeSet> sets = Evaluation.outOfScopeSets(judged, selection, settings, outOfScope.load(judged));
            Files.createDirectories(dir);
            PartStore store = new PartStore(dir.resolve("parts"));
            Findings findings = new Evaluation(judged, named, selection, settings, sets, store).run();
            Report report = ReportBuilder.of(
                    judged,
                    Files.isDirectory(model.path()),
                    others.all(),
                    selection,
                    data.name(),
                    settings,
                    findings,
                    groupings,
                    positive);
            ReportFile.write(report, dir.resolve("report.json"));
            byte[] page = HtmlReport.render(report, findings).getBytes(StandardCharsets.UTF_8);
            WholeFile.write(dir.resolve("report.html"), page);
            EvaluationSummary.print(spec.commandLine().getOut(), report, dir);
            json.write(EvaluationSummary.of(report, dir));
            return report;
        }
    }

    private List<AttackChoice> chosen() {
        List<AttackChoice> choices = new ArrayList<>(AttackChoice.list(attacks));
        boolean transfers = choices.stream().anyMatch(choice -> choice.attack() == Attacks.TRANSFER);
        if (!transfers && !sources.isEmpty()) {
            choices.add(AttackChoice.of("transfer"));
        }
        sources.requireFor(choices);
        return choices;
    }
}
