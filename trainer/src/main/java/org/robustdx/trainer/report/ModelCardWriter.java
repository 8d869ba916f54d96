package org.robustdx.trainer.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Renders a {@link ModelCard} as a Markdown document. */
public final class ModelCardWriter {
    private final Markdown document = new Markdown();

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
        DataSection.write(writer.document, card.data());
        writer.training(card);
        writer.evaluation(card);
        AttackSections.write(writer.document, card);
        writer.sets(card.sets());
        writer.limitations(card);
        writer.provenance(card);
        return writer.document.text();
    }

    private void overview(ModelCard card) {
        ModelCard.Shape shape = card.inputShape();
        document.title("Model card: " + Markdown.plain(card.name()));
        document.table(
                List.of("", ""),
                List.of(
                        List.of("Task", card.task()),
                        List.of("Classes", String.join(", ", card.classes())),
                        List.of(
                                "Input",
                                shape.height() + " x " + shape.width() + " pixels, "
                                        + (shape.channels() == 1 ? "gray" : "RGB")),
                        List.of("Parameters", String.format(Locale.ROOT, "%,d", card.parameters()))));
        document.paragraph(card.method().strip());
    }

    private void use(ModelCard card) {
        document.heading("Intended use");
        document.paragraph("Research on robust medical image analysis: to study how a classifier for the task `"
                + Markdown.code(card.task())
                + "` behaves under noise and under adversarial attack, and to exercise the streaming system that"
                + " serves it. Each prediction comes with detector scores. If they show that an image looks tampered"
                + " with, an alert is raised.");
        document.heading("Out of scope");
        document.bullets(List.of(
                "Diagnosis, triage or any other decision about a person. It is not a medical device and has not been"
                        + " assessed as one.",
                "Images of another kind, another device or another population than those described below: accuracy"
                        + " there is unknown.",
                card.evaluation().stream().anyMatch(metric -> metric.name().equals("out of scope"))
                        ? "Images of the right kind that show none of the classes above: the model assigns one of the"
                                + " classes all the same. Images of another kind get the verdict OUT_OF_SCOPE, as far"
                                + " as the scope detectors recognise them."
                        : "Images that show none of the classes above: the model has no way to say so, and assigns"
                                + " one of the classes all the same.",
                "Use of the detector as the only line of defence: an attacker who knows it can lower its scores."));
    }

    private void training(ModelCard card) {
        document.heading("Training");
        List<List<String>> rows = new ArrayList<>();
        for (Map.Entry<String, String> e : card.settings().entrySet()) {
            rows.add(List.of(e.getKey(), e.getValue()));
        }
        document.table(List.of("setting", "value"), rows);
    }

    private void evaluation(ModelCard card) {
        document.heading("Evaluation");
        List<List<String>> rows = new ArrayList<>();
        for (ModelCard.Metric m : card.evaluation()) {
            String value =
                    m.value() >= 0 && m.value() <= 1 ? CardNumbers.percent(m.value()) : CardNumbers.number(m.value());
            rows.add(List.of(m.name(), m.condition(), value, m.split(), String.valueOf(m.n())));
        }
        document.table(List.of("metric", "images", "value", "split", "n"), rows);
        if (!card.classMetrics().isEmpty()) {
            document.paragraph("Each class against all others, clean images, with 95 % intervals (Wilson):");
            document.table(
                    List.of("class", "sensitivity", "n of the class", "specificity", "n of the others", "split"),
                    card.classMetrics().stream()
                            .map(m -> List.of(
                                    m.name(),
                                    CardNumbers.percent(m.sensitivity(), m.sensitivity95()),
                                    String.valueOf(m.positives()),
                                    CardNumbers.percent(m.specificity(), m.specificity95()),
                                    String.valueOf(m.negatives()),
                                    m.split()))
                            .toList());
        }
    }

    private void limitations(ModelCard card) {
        document.heading("Limitations");
        List<String> all =
                new ArrayList<>(card.limitations().stream().map(Markdown::plain).toList());
        all.add("The figures above hold for images of the same origin as the training data. Accuracy is usually lower"
                + " at another hospital, with another device or in another population.");
        all.add("Robust accuracy is measured with the listed attacks only. A stronger attack leaves less.");
        all.add("The probabilities are not calibrated to the prevalence of the disease at any site.");
        document.bullets(all);
    }

    private void provenance(ModelCard card) {
        ModelCard.Provenance p = card.provenance();
        document.heading("Provenance");
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
        document.table(List.of("", ""), rows);
        document.heading("How to reproduce");
        document.code(p.commands().stream().flatMap(String::lines).toList());
    }

    private void sets(ModelCard.Sets sets) {
        if (sets.measured().isEmpty()) {
            return;
        }
        document.heading("Prediction sets");
        document.paragraph("Calibrated so that the set holds the true class of " + CardNumbers.percent(sets.coverage())
                + " of the images of each class, on "
                + (sets.epsilon() > 0
                        ? "images of the calibration split under attacks of " + CardNumbers.epsilon(sets.epsilon())
                                + ". This holds for attacks that are no stronger."
                        : "clean images of the calibration split. The coverage does not hold under attack.")
                + " Coverage with 95 % intervals (Wilson).");
        document.table(
                List.of("images", "threat model", "epsilon", "class", "coverage", "n", "mean size of a set", "split"),
                sets.measured().stream()
                        .map(row -> List.of(
                                row.images(),
                                row.threatModel(),
                                row.epsilon() > 0 ? CardNumbers.epsilon(row.epsilon()) : "none",
                                row.name(),
                                CardNumbers.percent(row.coverage(), row.coverage95()),
                                String.valueOf(row.n()),
                                String.format(Locale.ROOT, "%.2f", row.meanSize()),
                                row.split()))
                        .toList());
    }
}
