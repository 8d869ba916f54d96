package org.robustdx.gateway.intake;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which images go to which task, by modality and body part. The first rule that fits counts.
 *
 * @param rules the rules, at least one
 */
public record Routes(List<Rule> rules) {
    private static final Pattern RULE = Pattern.compile(
            "([a-z0-9][a-z0-9-]{0,63})=([A-Z0-9]+(?:\\|[A-Z0-9]+)*)(?::([A-Z0-9_ ]+(?:\\|[A-Z0-9_ ]+)*))?");

    public Routes {
        rules = List.copyOf(rules);
        if (rules.isEmpty()) {
            throw new IllegalArgumentException(
                    "route: none (expected: TASK=MODALITY[|MODALITY...][:BODYPART[|BODYPART...]])");
        }
    }

    /**
     * A rule.
     *
     * @param task name of the task
     * @param modalities modalities that it is for
     * @param bodyParts body parts that it is for; empty for any, also for images that name none
     */
    public record Rule(String task, Set<String> modalities, Set<String> bodyParts) {
        public Rule {
            modalities = Set.copyOf(modalities);
            bodyParts = Set.copyOf(bodyParts);
        }
    }

    /**
     * Parses rules of the form {@code chest-xray=CR|DX:CHEST|THORAX}.
     *
     * @throws IllegalArgumentException if a text has another form
     */
    public static Routes parse(List<String> texts) {
        List<Rule> rules = new ArrayList<>();
        for (String text : texts) {
            Matcher rule = RULE.matcher(text);
            if (!rule.matches()) {
                throw new IllegalArgumentException(
                        "route: %s (expected: TASK=MODALITY[|MODALITY...][:BODYPART[|BODYPART...]])".formatted(text));
            }
            String parts = rule.group(3);
            rules.add(new Rule(
                    rule.group(1),
                    Set.copyOf(Arrays.asList(rule.group(2).split("\\|", -1))),
                    parts == null ? Set.of() : Set.copyOf(Arrays.asList(parts.split("\\|", -1)))));
        }
        return new Routes(rules);
    }

    /** Returns the task of an image. */
    public Optional<String> task(String modality, String bodyPart) {
        String part = bodyPart.toUpperCase(Locale.ROOT);
        return rules.stream()
                .filter(rule -> rule.modalities.contains(modality))
                .filter(rule -> rule.bodyParts.isEmpty() || rule.bodyParts.contains(part))
                .map(Rule::task)
                .findFirst();
    }

    /** Returns every modality that a rule is for, in alphabetical order. */
    public Set<String> modalities() {
        Set<String> modalities = new TreeSet<>();
        rules.forEach(rule -> modalities.addAll(rule.modalities));
        return modalities;
    }
}
