package org.robustdx.stream.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the series that a Prometheus query needs, and the series that an app exports. */
final class PromQl {
    /** Labels that Prometheus adds when it scrapes. */
    private static final Set<String> ADDED = Set.of("job", "instance");

    private static final Set<String> KEYWORDS = Set.of(
            "by", "without", "on", "ignoring", "and", "or", "unless", "bool", "offset", "group_left", "group_right");
    private static final Pattern RANGE = Pattern.compile("\\[[^]]*]|\\boffset\\s+\\w+");
    private static final Pattern GROUPING = Pattern.compile("\\b(?:by|without|on|ignoring)\\s*\\(([^)]*)\\)");
    /** A letter after a digit belongs to a number, such as 1e3. */
    private static final Pattern SELECTOR =
            Pattern.compile("(?<![0-9.])([a-zA-Z_:][a-zA-Z0-9_:]*)\\s*(?:\\{([^}]*)}|(\\())?");

    private static final Pattern MATCHER = Pattern.compile("(\\w+)\\s*(=~|!~|!=|=)\\s*\"([^\"]*)\"");
    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (?!NaN)\\S+");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    private PromQl() {}

    /** A series: its name and labels. */
    record Series(String name, Map<String, String> labels) {}

    private record Condition(String label, String operator, String value) {
        boolean holds(Series series) {
            String actual = series.labels().getOrDefault(label, "");
            return switch (operator) {
                case "=" -> actual.equals(value);
                case "!=" -> !actual.equals(value);
                case "=~" -> actual.matches(value);
                default -> !actual.matches(value);
            };
        }
    }

    /** Returns the series in a scraped text. Series with the value NaN are excluded, because a sum with NaN is NaN. */
    static List<Series> series(String scraped) {
        List<Series> all = new ArrayList<>();
        scraped.lines().map(SAMPLE::matcher).filter(Matcher::matches).forEach(sample -> {
            Map<String, String> labels = new TreeMap<>();
            LABEL.matcher(Optional.ofNullable(sample.group(2)).orElse(""))
                    .results()
                    .forEach(label -> labels.put(label.group(1), label.group(2)));
            all.add(new Series(sample.group(1), labels));
        });
        return all;
    }

    /**
     * Returns the series and labels that a query needs but {@code series} lacks, in words. Every series of the query
     * must have the labels by which it groups.
     */
    static List<String> missing(String query, List<Series> series) {
        String rest = RANGE.matcher(query).replaceAll("");
        Set<String> groups = new TreeSet<>();
        GROUPING.matcher(rest).results().forEach(group -> {
            for (String label : group.group(1).split(",", -1)) {
                groups.add(label.strip());
            }
        });
        groups.removeAll(ADDED);
        List<String> missing = new ArrayList<>();
        int selectors = 0;
        Matcher selector = SELECTOR.matcher(GROUPING.matcher(rest).replaceAll(""));
        while (selector.find()) {
            String name = selector.group(1);
            if (selector.group(3) != null || KEYWORDS.contains(name) || name.equals("up")) {
                selectors += name.equals("up") ? 1 : 0;
                continue;
            }
            selectors++;
            List<Condition> conditions = MATCHER.matcher(
                            Optional.ofNullable(selector.group(2)).orElse(""))
                    .results()
                    .map(match -> new Condition(match.group(1), match.group(2), match.group(3)))
                    .filter(condition -> !ADDED.contains(condition.label()))
                    .toList();
            if (series.stream()
                    .noneMatch(one -> one.name().equals(name)
                            && one.labels().keySet().containsAll(groups)
                            && conditions.stream()
                                    .allMatch(condition ->
                                            one.labels().containsKey(condition.label()) && condition.holds(one)))) {
                missing.add("%s with labels %s and %s, of: %s".formatted(name, groups, conditions, query));
            }
        }
        if (selectors == 0) {
            missing.add("any series, of: " + query);
        }
        return missing;
    }
}
