package org.robustdx.trainer.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The sections of a model card on attacks: the accuracy under attack, and how well attacks are detected. */
final class AttackSections {
    private AttackSections() {}

    /** Adds both sections to {@code document}. */
    static void write(Markdown document, ModelCard card) {
        robustness(document, card);
        detection(document, card);
    }

    private static void robustness(Markdown document, ModelCard card) {
        document.heading("Robustness");
        if (card.robustness().isEmpty()) {
            document.paragraph("Not measured. Nothing is claimed.");
            return;
        }
        document.paragraph("Attacks change each pixel by at most epsilon, before normalisation.");
        List<List<String>> rows = new ArrayList<>();
        for (ModelCard.Attacked a : card.robustness()) {
            rows.add(List.of(
                    a.attack(),
                    a.threatModel(),
                    CardNumbers.epsilon(a.epsilon()),
                    CardNumbers.percent(a.cleanAccuracy()),
                    CardNumbers.percent(a.accuracy()),
                    a.split(),
                    String.valueOf(a.n())));
        }
        document.table(
                List.of("attack", "threat model", "epsilon", "clean accuracy", "accuracy under attack", "split", "n"),
                rows);
    }

    private static void detection(Markdown document, ModelCard card) {
        document.heading("Detection of attacks");
        if (card.detection().isEmpty()) {
            document.paragraph("Not measured. Nothing is claimed.");
            return;
        }
        document.paragraph(
                "Flagged: share of the images that the detector of the row flags by itself, at the false-alarm rate of"
                        + " the file. In the app, the alarm may use only some of the detectors. The shares that this"
                        + " alarm flags are in the rows \"flagged\" of the evaluation.");
        List<List<String>> rows = new ArrayList<>();
        for (ModelCard.Detection d : card.detection()) {
            rows.add(List.of(
                    d.detector(),
                    d.attack(),
                    d.threatModel(),
                    CardNumbers.epsilon(d.epsilon()),
                    String.format(Locale.ROOT, "%.3f", d.area()),
                    CardNumbers.percent(d.detected()),
                    CardNumbers.percent(d.falseAlarms()),
                    d.split(),
                    String.valueOf(d.n())));
        }
        document.table(
                List.of(
                        "detector",
                        "attack",
                        "threat model",
                        "epsilon",
                        "AUROC",
                        "attacked flagged",
                        "clean flagged",
                        "split",
                        "n"),
                rows);
        if (card.detection().stream()
                .noneMatch(d -> d.threatModel().toLowerCase(Locale.ROOT).contains("adaptive"))) {
            document.paragraph("None of these attacks knows the detectors. Of the images that an attack gets"
                    + " misclassified, fewer are flagged if it also evades the detectors.");
        }
    }
}
