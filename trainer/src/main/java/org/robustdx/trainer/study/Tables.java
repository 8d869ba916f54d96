package org.robustdx.trainer.study;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.robustdx.trainer.study.Results.Column;

/** Results as Markdown: a row for each model, a column for each condition. */
final class Tables {
    private Tables() {}

    /** Returns one table; rows that do not have every seed, as in an unfinished study, say which they have. */
    static String of(String title, Results results) {
        List<Column> columns = results.columns();
        StringBuilder text = new StringBuilder();
        text.append("## ").append(title).append("\n\n");
        text.append("Balanced accuracy in %, test split (used for no choice)");
        Set<Long> seeds = results.seeds();
        text.append(
                seeds.size() > 1
                        ? ", mean ± standard deviation over seeds %s, each with its own split".formatted(list(seeds))
                        : ", seed " + list(seeds));
        text.append("; attacks on ").append(results.attacked());
        text.append(" images a model, L-inf, ε in units of 1/255.\n\n| |");
        columns.forEach(column -> text.append(' ').append(column.title()).append(" |"));
        text.append("\n| --- |").append(" --- |".repeat(columns.size())).append('\n');
        for (String row : results.rows()) {
            text.append("| ").append(row);
            if (!results.seeds(row).equals(seeds)) {
                text.append(results.seeds(row).size() > 1 ? " (seeds " : " (seed ");
                text.append(list(results.seeds(row))).append(')');
            }
            text.append(" |");
            columns.forEach(column ->
                    text.append(' ').append(entry(results.values(row, column))).append(" |"));
            text.append('\n');
        }
        return text.append('\n').toString();
    }

    private static String list(Set<Long> seeds) {
        return seeds.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    /** Returns a cell: the mean, and the standard deviation of several; empty where there is nothing. */
    static String entry(List<Double> values) {
        if (values.isEmpty()) {
            return "";
        }
        String mean = String.format(Locale.ROOT, "%.1f", 100 * mean(values));
        return values.size() == 1 ? mean : mean + String.format(Locale.ROOT, " ± %.1f", 100 * deviation(values));
    }

    static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }

    /** Of a sample: n - 1 in the denominator. */
    private static double deviation(List<Double> values) {
        double mean = mean(values);
        double squares =
                values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
        return Math.sqrt(squares / (values.size() - 1));
    }
}
