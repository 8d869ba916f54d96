package org.robustdx.trainer.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Renders a {@link ModelCard} as a Markdown document. */
public final class ModelCardWriter {
    private final StringBuilder out = new StringBuilder();

    private ModelCardWriter() {}

    /** Writes the document for {@code card} to {@code file}. */
    public static void write(ModelCard card, Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, render(card), StandardCharsets.UTF_8);
    }

    /** Returns the document for {@code card}. */
    public static String render(ModelCard card) {
        ModelCardWriter writer = new ModelCardWriter();
        writer.overview(card);
        writer.use(card);
        writer.data(card.data());
        writer.training(card);
        writer.evaluation(card);
        writer.robustness(card);
        writer.detection(card);
        writer.sets(card.sets());
        writer.limitations(card);
        writer.provenance(card);
        return writer.out.toString();
    }

    private void overview(ModelCard card) {
        ModelCard.Shape shape = card.inputShape();
        out.append("# Model card: ").append(plain(card.name())).append("\n\n");
        table(
                List.of("", ""),
                List.of(
                        List.of("Task", card.task()),
                        List.of("Answers", String.join(", ", card.classes())),
                        List.of(
                                "Input",
                                shape.height() + " x " + shape.width() + " pixels, "
                                        + (shape.channels() == 1 ? "gray" : "RGB")),
                        List.of("Parameters", String.format(Locale.ROOT, "%,d", card.parameters()))));
        paragraph(card.method().strip());
    }

    private void use(ModelCard card) {
        heading("Intended use");
        paragraph(
                "Research on robust medical image analysis: to study how a classifier for the task `"
                        + code(card.task())
                        + "` behaves under noise and under adversarial attack, and to exercise the streaming system it is served by. "
                        + "Answers come with detector scores, from which an alert is raised when an image looks tampered with.");
        heading("Out of scope");
        bullets(List.of(
                "Diagnosis, triage or any other decision about a person. It is not a medical device and has not been assessed as one.",
                "Images of another kind, another device or another population than those described below: accuracy there is unknown.",
                card.evaluation().stream().anyMatch(metric -> metric.name().equals("out of scope"))
                        ? "Images of the right kind that show none of the answers above: the model picks one of them."
                                + " Images of another kind get the verdict OUT_OF_SCOPE, as far as the scope detectors"
                                + " recognise them."
                        : "Images that show none of the answers above: the model has no way to say so and will pick"
                                + " one of them.",
                "Use of the detector as the only line of defence: an attacker who knows it can lower its scores."));
    }

    private void data(ModelCard.Data data) {
        heading("Training data");
        paragraph(plain(data.description()));
        if (data.sites().size() == 1) {
            ModelCard.Site site = data.sites().get(0);
            table(
                    List.of("", ""),
                    List.of(
                            List.of("Data set", site.dataSet()),
                            List.of("Site", site.name().isEmpty() ? site.description() : named(site)),
                            List.of("Licence", site.licence())));
        } else {
            sites(data);
        }
        List<List<String>> counts = new ArrayList<>();
        int total =
                data.classCounts().values().stream().mapToInt(Integer::intValue).sum();
        data.classCounts()
                .forEach((name, n) -> counts.add(List.of(name, String.valueOf(n), percent((double) n / total))));
        table(List.of("class", "images", "share"), counts);
        String kept = data.grouping().equals("image")
                ? "Every image is a group of its own in the split."
                : "Split by " + plain(data.grouping()) + ": all images of one " + plain(data.grouping())
                        + " are in one part.";
        paragraph(kept + " " + (data.skipped() == 0 ? "No" : String.valueOf(data.skipped()))
                + " rows or images were left out because they could not be used.");
        List<List<String>> parts = new ArrayList<>();
        for (ModelCard.Part p : data.parts()) {
            parts.add(List.of(p.name(), String.valueOf(p.images()), String.valueOf(p.groups()), p.use()));
        }
        table(List.of("part", "images", "groups", "used for"), parts);
    }

    /** A row for each site, a column for each class and each part of the split. */
    private void sites(ModelCard.Data data) {
        List<String> head = new ArrayList<>(List.of("site", "data set", "licence", "images"));
        head.addAll(data.classCounts().keySet());
        head.addAll(data.sites().get(0).parts().keySet());
        List<List<String>> rows = new ArrayList<>();
        for (ModelCard.Site site : data.sites()) {
            int images =
                    site.parts().values().stream().mapToInt(Integer::intValue).sum();
            List<String> row =
                    new ArrayList<>(List.of(named(site), site.dataSet(), site.licence(), String.valueOf(images)));
            data.classCounts()
                    .keySet()
                    .forEach(name -> row.add(String.valueOf(site.classCounts().getOrDefault(name, 0))));
            site.parts().values().forEach(n -> row.add(String.valueOf(n)));
            rows.add(row);
        }
        table(head, rows);
    }

    private static String named(ModelCard.Site site) {
        return site.name() + (site.description().isEmpty() ? "" : ": " + site.description());
    }

    private void training(ModelCard card) {
        heading("Training");
        List<List<String>> rows = new ArrayList<>();
        for (Map.Entry<String, String> e : card.settings().entrySet()) {
            rows.add(List.of(e.getKey(), e.getValue()));
        }
        table(List.of("setting", "value"), rows);
    }

    private void evaluation(ModelCard card) {
        heading("Evaluation");
        List<List<String>> rows = new ArrayList<>();
        for (ModelCard.Metric m : card.evaluation()) {
            String value = m.value() >= 0 && m.value() <= 1 ? percent(m.value()) : number(m.value());
            rows.add(List.of(m.name(), m.condition(), value, m.split(), String.valueOf(m.n())));
        }
        table(List.of("metric", "images", "value", "split", "n"), rows);
        if (!card.classMetrics().isEmpty()) {
            paragraph("Each class against all others, clean images, with 95 % intervals (Wilson):");
            table(
                    List.of("class", "sensitivity", "n of the class", "specificity", "n of the others", "split"),
                    card.classMetrics().stream()
                            .map(m -> List.of(
                                    m.name(),
                                    percent(m.sensitivity(), m.sensitivity95()),
                                    String.valueOf(m.positives()),
                                    percent(m.specificity(), m.specificity95()),
                                    String.valueOf(m.negatives()),
                                    m.split()))
                            .toList());
        }
    }

    private void robustness(ModelCard card) {
        heading("Robustness");
        if (card.robustness().isEmpty()) {
            paragraph("Not measured. Nothing is claimed.");
            return;
        }
        paragraph("Attacks change each pixel by at most epsilon, before normalisation.");
        List<List<String>> rows = new ArrayList<>();
        for (ModelCard.Attacked a : card.robustness()) {
            rows.add(List.of(
                    a.attack(),
                    a.threatModel(),
                    epsilon(a.epsilon()),
                    percent(a.cleanAccuracy()),
                    percent(a.accuracy()),
                    a.split(),
                    String.valueOf(a.n())));
        }
        table(
                List.of("attack", "threat model", "epsilon", "clean accuracy", "accuracy under attack", "split", "n"),
                rows);
    }

    private void detection(ModelCard card) {
        heading("Detection of attacks");
        if (card.detection().isEmpty()) {
            paragraph("Not measured. Nothing is claimed.");
            return;
        }
        paragraph(
                "Flagged: share of the images that the detector of the row flags by itself, at the false-alarm rate of the file."
                        + " The served alarm may use some of the detectors only; its shares are in the rows \"flagged\" of the evaluation.");
        List<List<String>> rows = new ArrayList<>();
        for (ModelCard.Detection d : card.detection()) {
            rows.add(List.of(
                    d.detector(),
                    d.attack(),
                    d.threatModel(),
                    epsilon(d.epsilon()),
                    String.format(Locale.ROOT, "%.3f", d.area()),
                    percent(d.detected()),
                    percent(d.falseAlarms()),
                    d.split(),
                    String.valueOf(d.n())));
        }
        table(
                List.of(
                        "detector",
                        "attack",
                        "threat model",
                        "epsilon",
                        "ROC area",
                        "attacked flagged",
                        "clean flagged",
                        "split",
                        "n"),
                rows);
        if (card.detection().stream()
                .noneMatch(d -> d.threatModel().toLowerCase(Locale.ROOT).contains("adaptive"))) {
            paragraph("None of these attacks knows the detector. Against one that does, expect less.");
        }
    }

    private void limitations(ModelCard card) {
        heading("Limitations");
        List<String> all = new ArrayList<>(
                card.limitations().stream().map(ModelCardWriter::plain).toList());
        all.add(
                "Numbers above hold for images drawn like the training data. Another hospital, device or population is another draw, "
                        + "and accuracy usually falls.");
        all.add(
                "Robustness is stated against the attacks listed, no others: it is an upper bound of what a stronger attack leaves.");
        all.add("Probabilities are not calibrated to the frequency of disease anywhere.");
        bullets(all);
    }

    private void provenance(ModelCard card) {
        ModelCard.Provenance p = card.provenance();
        heading("Provenance");
        List<List<String>> rows = new ArrayList<>(List.of(
                List.of("Producer", p.producer()),
                List.of("Revision", p.gitRevision()),
                List.of("Created", p.created()),
                List.of("Model SHA-256", p.modelSha256())));
        if (!p.parentSha256().isEmpty()) {
            rows.add(List.of("Parent SHA-256", p.parentSha256() + "; weights and logits are the same"));
        }
        rows.add(List.of("Data SHA-256", card.data().digest()));
        rows.add(List.of("Seed", String.valueOf(p.seed())));
        table(List.of("", ""), rows);
        heading("How to reproduce");
        // Indented, not fenced: no command can end the block early.
        p.commands().forEach(c -> c.lines()
                .forEach(line -> out.append("    ").append(line).append('\n')));
    }

    private void sets(ModelCard.Sets sets) {
        if (sets.measured().isEmpty()) {
            return;
        }
        heading("Prediction sets");
        paragraph("Calibrated so that the set holds the true class of " + percent(sets.coverage())
                + " of the images of each class, on images of the calibration split "
                + (sets.epsilon() > 0
                        ? "under attacks of " + epsilon(sets.epsilon())
                                + ". This holds for attacks that are no stronger."
                        : "as they are. Nothing is promised under attack.")
                + " Coverage with 95 % intervals (Wilson).");
        table(
                List.of("images", "threat model", "epsilon", "class", "coverage", "n", "mean size of a set", "split"),
                sets.measured().stream()
                        .map(row -> List.of(
                                row.images(),
                                row.threatModel(),
                                row.epsilon() > 0 ? epsilon(row.epsilon()) : "none",
                                row.name(),
                                percent(row.coverage(), row.coverage95()),
                                String.valueOf(row.n()),
                                String.format(Locale.ROOT, "%.2f", row.meanSize()),
                                row.split()))
                        .toList());
    }

    private void heading(String text) {
        out.append("## ").append(text).append("\n\n");
    }

    private void paragraph(String text) {
        out.append(text).append("\n\n");
    }

    private void bullets(List<String> items) {
        items.forEach(item -> out.append("- ").append(item).append('\n'));
        out.append('\n');
    }

    private void table(List<String> head, List<List<String>> rows) {
        row(head);
        String[] rule = new String[head.size()];
        Arrays.fill(rule, "---");
        row(List.of(rule));
        rows.forEach(this::row);
        out.append('\n');
    }

    private void row(List<String> cells) {
        out.append('|');
        cells.forEach(cell -> out.append(' ').append(plain(cell)).append(" |"));
        out.append('\n');
    }

    /** Text as it is meant: nothing in it is markup, and it stays on one line. */
    private static String plain(String text) {
        StringBuilder safe = new StringBuilder();
        text.strip().codePoints().forEach(c -> {
            if (Character.isISOControl(c)) {
                safe.append(' ');
            } else {
                if ("\\`*_[]<>|#".indexOf(c) >= 0) {
                    safe.append('\\');
                }
                safe.appendCodePoint(c);
            }
        });
        return safe.toString();
    }

    private static String code(String text) {
        return text.replaceAll("[`\\p{Cntrl}]", "");
    }

    private static String percent(double share, Interval interval) {
        return String.format(
                Locale.ROOT, "%s (%.1f to %.1f)", percent(share), 100 * interval.low(), 100 * interval.high());
    }

    private static String percent(double share) {
        return Double.isNaN(share) ? "n/a" : String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "n/a" : String.format(Locale.ROOT, "%.4g", value);
    }

    private static String epsilon(double of255) {
        return (of255 == Math.rint(of255) ? String.valueOf((long) of255) : String.valueOf(of255)) + "/255";
    }
}
