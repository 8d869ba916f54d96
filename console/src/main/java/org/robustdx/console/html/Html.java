package org.robustdx.console.html;

import java.util.stream.Collector;
import java.util.stream.Collectors;
import org.robustdx.schemas.shown.PlainText;

/**
 * A piece of a page. Only templates of this program become one as they are; every value is escaped, and shows its invisible characters as numbers.
 *
 * @param text valid HTML
 */
public record Html(String text) {
    /** Nothing. */
    public static final Html NONE = new Html("");

    private static final String PLACE = "{}";

    /**
     * Returns a template with its values.
     *
     * @param template HTML of this program; each {@code {}} is the place of a value, in text or between double quotes
     * @param values pieces of pages, which go in as they are, and everything else, whose text is escaped
     * @throws IllegalArgumentException if there is not one value for each place
     */
    public static Html of(String template, Object... values) {
        StringBuilder text = new StringBuilder(template.length() + 64 * values.length);
        int from = 0;
        int used = 0;
        for (int at = template.indexOf(PLACE); at >= 0; at = template.indexOf(PLACE, from)) {
            if (used == values.length) {
                throw new IllegalArgumentException("values: " + used + " (expected: one for each place)");
            }
            text.append(template, from, at);
            Object value = values[used++];
            text.append(value instanceof Html html ? html.text() : escaped(String.valueOf(value)));
            from = at + PLACE.length();
        }
        if (used != values.length) {
            throw new IllegalArgumentException("values: " + values.length + " (expected: " + used + ")");
        }
        return new Html(text.append(template, from, template.length()).toString());
    }

    /** Returns the pieces one after the other. */
    public static Collector<Html, ?, Html> joined() {
        return Collectors.collectingAndThen(Collectors.mapping(Html::text, Collectors.joining()), Html::new);
    }

    /** Returns this piece if the condition holds, else nothing. */
    public Html when(boolean condition) {
        return condition ? this : NONE;
    }

    private static String escaped(String value) {
        StringBuilder text = new StringBuilder(value.length() + 16);
        for (char one : PlainText.of(value).toCharArray()) {
            switch (one) {
                case '&' -> text.append("&amp;");
                case '<' -> text.append("&lt;");
                case '>' -> text.append("&gt;");
                case '"' -> text.append("&quot;");
                case '\'' -> text.append("&#39;");
                default -> text.append(one);
            }
        }
        return text.toString();
    }
}
