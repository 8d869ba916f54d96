package org.robustdx.console.pages;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.robustdx.console.html.Html;
import org.robustdx.schemas.ReviewDecision;
import org.robustdx.schemas.Severity;

/** Numbers, times and names as people read them. */
final class Words {
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int HUNDRED = 100;
    private static final int SHORT_DIGEST = 12;

    private Words() {}

    /** Returns a time in UTC, with the machine-readable one beside it. */
    static Html time(Instant time) {
        return Html.of("<time datetime=\"{}\">{} UTC</time>", time, MINUTE.format(time));
    }

    static String age(Instant time, Instant now) {
        Duration age = Duration.between(time, now);
        if (age.toMinutes() < 1) {
            return "now";
        }
        if (age.toHours() < 1) {
            return age.toMinutes() + " min";
        }
        return age.toDays() < 2 ? age.toHours() + " h" : age.toDays() + " d";
    }

    static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", share * HUNDRED);
    }

    static String share(long part, long all) {
        return all == 0 ? "–" : percent((double) part / all);
    }

    static String pValue(double p) {
        return String.format(Locale.ROOT, "%.4f", p);
    }

    static String shortDigest(String sha256) {
        return sha256.length() > SHORT_DIGEST ? sha256.substring(0, SHORT_DIGEST) + "…" : sha256;
    }

    static Html severity(Severity severity) {
        String name = severity.name().toLowerCase(Locale.ROOT);
        return Html.of("<span class=\"severity {}\">{}</span>", name, name);
    }

    static String decision(ReviewDecision decision) {
        return switch (decision) {
            case CONFIRMED -> "confirmed";
            case OVERRIDDEN -> "overridden";
            case NOT_AN_ATTACK -> "not an attack";
            case OUT_OF_SCOPE -> "out of scope";
            case RECALL -> "recall";
        };
    }

    /** Returns parameters as the end of a link, with the question mark; empty without parameters. */
    static String query(List<Map.Entry<String, String>> parameters) {
        return parameters.isEmpty()
                ? ""
                : parameters.stream()
                        .map(entry ->
                                entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&", "?", ""));
    }
}
