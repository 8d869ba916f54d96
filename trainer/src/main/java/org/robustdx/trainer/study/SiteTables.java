package org.robustdx.trainer.study;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.robustdx.trainer.study.Results.Column;

/** Results of models of several sites as Markdown: a row for each model and each site that it is judged on, a column for each condition. */
final class SiteTables {
    private SiteTables() {}

    /** A row of the table. */
    private record Key(String model, String trainedOn, Cell.Judging judging) {
        static Key of(Outcome outcome) {
            Cell cell = outcome.cell();
            return new Key(cell.row().name(), String.join(", ", cell.sites()), outcome.judging());
        }
    }

    /** Returns one table; nothing where there are no results. */
    static String of(String title, List<Outcome> outcomes) {
        if (outcomes.isEmpty()) {
            return "";
        }
        Results results = new Results();
        Map<Key, Set<Integer>> images = new LinkedHashMap<>();
        for (Outcome outcome : outcomes) {
            Key key = Key.of(outcome);
            images.computeIfAbsent(key, k -> new TreeSet<>())
                    .add(outcome.report().images().n());
            results.add(key.toString(), outcome.cell().seed(), outcome.report());
        }
        Set<Column> columns = new LinkedHashSet<>(results.columns());
        StringBuilder text = new StringBuilder("## ").append(title).append(", by site\n\n");
        Set<Long> seeds = results.seeds();
        text.append("Balanced accuracy in %. \"Whole\": all images of a site that the model was not trained on. \"Test"
                + " split\": images of a site that it was trained on; used for no choice. ");
        text.append(
                seeds.size() > 1
                        ? "Mean ± standard deviation over seeds %s, each with its own split".formatted(list(seeds))
                        : "Seed " + list(seeds));
        text.append("; attacks on ").append(results.attacked());
        text.append(" images a model and site, L-inf, ε in units of 1/255.\n\n");
        text.append("| model | trained on | evaluated on | n |");
        columns.forEach(column -> text.append(' ').append(column.title()).append(" |"));
        text.append("\n| --- | --- | --- | --- |")
                .append(" --- |".repeat(columns.size()))
                .append('\n');
        images.forEach((key, n) -> {
            Set<Long> own = results.seeds(key.toString());
            text.append("| ").append(key.model());
            text.append(own.equals(seeds) ? "" : " (seeds " + list(own) + ")");
            text.append(" | ").append(key.trainedOn());
            text.append(" | ").append(key.judging());
            text.append(" | ").append(list(n)).append(" |");
            columns.forEach(column -> text.append(' ')
                    .append(Tables.entry(results.values(key.toString(), column)))
                    .append(" |"));
            text.append('\n');
        });
        return text.append('\n').toString();
    }

    private static String list(Set<?> values) {
        return values.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }
}
