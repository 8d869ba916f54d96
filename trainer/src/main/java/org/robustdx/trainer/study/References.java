package org.robustdx.trainer.study;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.robustdx.trainer.attack.Attacks;
import org.robustdx.trainer.evaluate.AttackChoice;

/** Checks the names by which rows, sources and attackers of a plan refer to each other. Each model needs only models before it. */
final class References {
    private References() {}

    /**
     * Checks all references of a plan.
     *
     * @throws IllegalArgumentException if a name is there twice, or refers to nothing or to a later model
     */
    static void require(List<StudyPlan.Row> sources, List<StudyPlan.Row> rows, Map<String, String> attackers) {
        Set<String> known = new HashSet<>();
        List<StudyPlan.Row> all = new ArrayList<>(sources);
        all.addAll(rows);
        StudyPlan.require(
                "rows and sources",
                StudyPlan.distinct(all.stream().map(StudyPlan.Row::folder).toList()),
                "each name once");
        Set<String> fronted = new HashSet<>();
        for (StudyPlan.Row row : all) {
            row.defenceSources().forEach(name -> requireKnown("defence-sources: " + name, name, known));
            String classifier = row.classifier();
            if (classifier != null) {
                requireKnown("classifier: " + classifier, classifier, known);
                StudyPlan.require(
                        "classifier: " + classifier,
                        !fronted.contains(StudyPlan.Row.folder(classifier)),
                        "a model without a front");
                fronted.add(row.folder());
            }
            known.add(row.folder());
        }
        Set<String> attacking = new HashSet<>();
        sources.forEach(source -> attacking.add(source.folder()));
        attacking.add(rows.get(0).folder());
        StudyPlan.require(
                "rows and sources",
                attackers.isEmpty() || !known.contains(StudyPlan.CLASSIFIER),
                "another name than " + StudyPlan.CLASSIFIER);
        attackers.forEach((title, text) -> requireAttacker(title, text, attacking));
        StudyPlan.require("attackers", StudyPlan.distinct(List.copyOf(attackers.values())), "each attack once");
    }

    private static void requireKnown(String what, String name, Set<String> known) {
        StudyPlan.require(
                what, known.contains(StudyPlan.Row.folder(name)), "the name of a source, or of a row before it");
    }

    private static void requireAttacker(String title, String text, Set<String> attacking) {
        AttackChoice choice = AttackChoice.of(text);
        boolean transfers = choice.attack() == Attacks.TRANSFER;
        boolean known = choice.from()
                .map(name -> name.equals(StudyPlan.CLASSIFIER) || attacking.contains(name))
                .orElse(!transfers);
        StudyPlan.require(
                "attackers: " + title,
                known && !title.contains("|") && !text.contains(","),
                "one attack; transfer with from=" + StudyPlan.CLASSIFIER + ", a source or the first row");
    }
}
