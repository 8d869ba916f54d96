package org.robustdx.trainer.study;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.robustdx.inference.file.WholeFile;
import org.robustdx.trainer.evaluate.Condition;
import org.robustdx.trainer.evaluate.Report;
import org.robustdx.trainer.evaluate.ReportFile;
import org.robustdx.trainer.report.Plots;
import org.robustdx.trainer.study.Results.Column;

/** The tables, results and plots of a study, from the reports of this run and of earlier ones. */
final class StudyTables {
    private final StudyPlan plan;
    private final Path dir;
    private final Map<Judged, Report> reports = new HashMap<>();

    /** A model and the images that it is judged on. */
    private record Judged(Cell cell, Cell.Judging judging) {}

    /** @param dir where models, reports and tables are written */
    StudyTables(StudyPlan plan, Path dir) {
        this.plan = plan;
        this.dir = dir;
    }

    /** Adds the report of a model, in place of an earlier one. */
    void add(Cell cell, Cell.Judging judging, Report report) {
        reports.put(new Judged(cell, judging), report);
    }

    /**
     * Writes {@code tables.md}, {@code results.json} and the plots of each table, from the reports that exist. Other
     * processes with this folder wait meanwhile, so the last one to write sees the reports of all.
     */
    void write() throws IOException {
        synchronized (StudyTables.class) {
            try (FileChannel channel = FileChannel.open(dir.resolve("tables.lock"), CREATE, WRITE);
                    FileLock lock = channel.lock()) {
                if (lock.isValid()) {
                    writeAll();
                }
            }
        }
    }

    private void writeAll() throws IOException {
        StringBuilder text = new StringBuilder();
        List<Outcome> outcomes = new ArrayList<>();
        for (StudyPlan.TaskPlan task : plan.tasks()) {
            for (Optional<String> backbone : plan.backboneChoices()) {
                String title = Cell.table(task, backbone);
                List<Outcome> ofTable = outcomes(task, backbone);
                outcomes.addAll(ofTable);
                if (ofTable.isEmpty()) {
                    continue;
                }
                if (!task.sites().isEmpty()) {
                    text.append(SiteTables.of(title, ofTable));
                } else if (plan.attackers().isEmpty()) {
                    Results results = results(ofTable);
                    text.append(Tables.of(title, results));
                    plot(title, results);
                } else {
                    text.append(comparison(title, ofTable));
                }
            }
        }
        WholeFile.write(dir.resolve("tables.md"), text.toString().getBytes(StandardCharsets.UTF_8));
        WholeFile.write(dir.resolve("results.json"), OutcomesFile.of(outcomes).getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the tables of a plan with attackers, and draws their plots. */
    private String comparison(String title, List<Outcome> outcomes) throws IOException {
        Comparison accuracy = Comparison.ofAccuracy(plan, outcomes);
        Comparison unnoticed = Comparison.ofUnnoticed(plan, outcomes);
        accuracy.plot(title + ": balanced accuracy (%)", true, plotFile(title + "-accuracy"));
        unnoticed.plot(title + ": misclassified without an alarm (% of images)", false, plotFile(title + "-unnoticed"));
        StringBuilder text = new StringBuilder("## ").append(title).append("\n\n### Balanced accuracy\n\n");
        text.append(accuracy.table("Balanced accuracy in %, test split (used for no choice)"));
        text.append("### Misclassified without an alarm\n\n");
        text.append(unnoticed.table("Share of the images in % that are misclassified and raise no alarm"));
        text.append("The attackers:\n\n");
        plan.attackers().forEach((name, attack) -> text.append("- ")
                .append(name)
                .append(": `")
                .append(attack)
                .append("`\n"));
        return text.append('\n').toString();
    }

    private Path plotFile(String name) {
        return dir.resolve("plots").resolve(name.replaceAll("[^a-z0-9]+", "-") + ".png");
    }

    /** Returns the report of a model from this run or from an earlier one; empty if there is none. */
    private Optional<Report> report(Cell cell, Cell.Judging judging) throws IOException {
        Judged key = new Judged(cell, judging);
        Report report = reports.get(key);
        Path file = dir.resolve(cell.folder()).resolve(judging.folder()).resolve("report.json");
        if (report == null && Files.exists(file)) {
            report = ReportFile.read(file);
            reports.put(key, report);
        }
        return Optional.ofNullable(report);
    }

    /** Returns the existing results of a table, row by row. */
    private List<Outcome> outcomes(StudyPlan.TaskPlan task, Optional<String> backbone) throws IOException {
        List<Outcome> outcomes = new ArrayList<>();
        for (StudyPlan.Row row : plan.rows()) {
            for (Optional<String> site : task.leftOutChoices()) {
                for (long seed : plan.seeds()) {
                    Cell cell = new Cell(task, backbone, site, row, seed);
                    for (Cell.Judging judging : cell.judgings()) {
                        report(cell, judging).ifPresent(report -> outcomes.add(new Outcome(cell, judging, report)));
                    }
                }
            }
        }
        return outcomes;
    }

    private static Results results(List<Outcome> outcomes) {
        Results results = new Results();
        outcomes.forEach(outcome ->
                results.add(outcome.cell().row().name(), outcome.cell().seed(), outcome.report()));
        return results;
    }

    /** Draws, for each attack, balanced accuracy over ε. */
    private void plot(String title, Results results) throws IOException {
        TreeSet<String> attacks = new TreeSet<>();
        TreeSet<Double> epsilons = new TreeSet<>(List.of(0.0));
        for (Column column : results.columns()) {
            if (column.kind() == Condition.Kind.ATTACK) {
                attacks.add(column.name());
                epsilons.add(column.epsilon());
            }
        }
        double[] x = epsilons.stream().mapToDouble(Double::doubleValue).toArray();
        for (String attack : attacks) {
            Map<String, double[]> lines = new LinkedHashMap<>();
            for (String row : results.rows()) {
                double[] y = new double[x.length];
                for (int i = 0; i < x.length; i++) {
                    Column at = x[i] == 0
                            ? new Column(Condition.Kind.CLEAN, "clean", Double.NaN)
                            : new Column(Condition.Kind.ATTACK, attack, x[i]);
                    y[i] = 100 * Tables.mean(results.values(row, at));
                }
                lines.put(row, y);
            }
            Path file = plotFile(title + "-" + attack);
            Plots.lines(title + ": " + attack, "ε in units of 1/255", "balanced accuracy (%)", x, lines, file);
        }
    }
}
