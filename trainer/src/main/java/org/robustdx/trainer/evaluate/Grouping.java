package org.robustdx.trainer.evaluate;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.robustdx.trainer.data.Dataset;

/**
 * The value of an attribute for each image of a selection.
 *
 * @param attribute such as {@code site} or {@code sex}
 * @param source where the values come from, for reports
 * @param values one for each image, null if it is unknown
 */
public record Grouping(String attribute, String source, List<@Nullable String> values) {
    /** The maximum number of values of an attribute. With more values, groups would be small and could identify patients. */
    public static final int MOST_VALUES = 24;

    /** Values with fewer images are merged, because a rare value may identify a patient. */
    static final int RARE = 5;

    /** The attribute that every selection with several sites has. */
    public static final String SITE = "site";

    private static final String AGE = "age";
    /** Years, or an age string of DICOM (PS3.5, table 6.2-1). */
    private static final Pattern AGE_TEXT = Pattern.compile("(\\d{1,3}(?:\\.\\d+)?)\\s*([DWMYdwmy]?)");

    private static final Pattern IDENTIFYING =
            Pattern.compile(".*(patient|subject|person|name|birth|accession|mrn|uid).*|id|.*[_ -]id|.*Id");
    private static final int[] BANDS = {5, 18, 40, 60, 80};

    /**
     * Copies the values. Ages become ranges.
     *
     * @throws IllegalArgumentException if the attribute identifies patients or has too many values
     */
    public Grouping {
        requireHarmless(attribute);
        if (attribute.toLowerCase(Locale.ROOT).equals(AGE)) {
            values = values.stream().map(Grouping::band).toList();
        }
        values = Collections.unmodifiableList(values);
        long different = values.stream().filter(v -> v != null).distinct().count();
        if (different > MOST_VALUES) {
            throw new IllegalArgumentException("by: " + attribute + ", which has " + different
                    + " values (expected: an attribute with at most " + MOST_VALUES + " values, or age)");
        }
    }

    /** Returns the sites of the images. */
    public static Grouping ofSites(Dataset images) {
        List<@Nullable String> sites = new ArrayList<>();
        for (int i = 0; i < images.size(); i++) {
            sites.add(images.site(i));
        }
        return new Grouping(SITE, "--data NAME=DIR", sites);
    }

    /**
     * Checks that an attribute does not identify patients.
     *
     * @throws IllegalArgumentException if the name of the attribute suggests that it does
     */
    public static void requireHarmless(String attribute) {
        if (IDENTIFYING.matcher(attribute.toLowerCase(Locale.ROOT)).matches()) {
            throw new IllegalArgumentException(
                    "by: " + attribute + " (expected: an attribute that does not identify patients)");
        }
    }

    /** Returns the group of each image, null if it is unknown: the value, or {@code other} for values of fewer than {@link #RARE} images. */
    List<@Nullable String> groups() {
        Map<String, Integer> counts = new HashMap<>();
        for (String value : values) {
            if (value != null) {
                counts.merge(value, 1, Integer::sum);
            }
        }
        return Collections.unmodifiableList(values.stream()
                .map(value -> value == null || counts.getOrDefault(value, 0) >= RARE
                        ? value
                        : "other (values of fewer than " + RARE + " images)")
                .toList());
    }

    private static @Nullable String band(@Nullable String value) {
        OptionalDouble years = value == null ? OptionalDouble.empty() : years(value);
        if (years.isEmpty()) {
            return null;
        }
        double age = years.getAsDouble();
        if (age < BANDS[0]) {
            return "under " + BANDS[0];
        }
        for (int b = 1; b < BANDS.length; b++) {
            if (age < BANDS[b]) {
                return String.format(Locale.ROOT, "%d to %d", BANDS[b - 1], BANDS[b] - 1);
            }
        }
        return BANDS[BANDS.length - 1] + " and over";
    }

    private static OptionalDouble years(String value) {
        Optional<Matcher> matcher = Optional.of(AGE_TEXT.matcher(value.strip())).filter(Matcher::matches);
        return matcher.map(m -> OptionalDouble.of(Double.parseDouble(m.group(1)) / perYear(m.group(2))))
                .orElse(OptionalDouble.empty());
    }

    private static double perYear(String unit) {
        return switch (unit.toUpperCase(Locale.ROOT)) {
            case "D" -> 365.25;
            case "W" -> 365.25 / 7;
            case "M" -> 12;
            default -> 1;
        };
    }
}
