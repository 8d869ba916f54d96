package org.robustdx.trainer.evaluate.html;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A table of text and numbers; text is on the left, numbers are on the right. */
final class Table {
    private final List<String> heads;
    private final int texts;
    private final List<String> rows = new ArrayList<>();

    /**
     * Creates one without rows.
     *
     * @param texts how many of the first columns hold text
     */
    Table(int texts, List<String> heads) {
        this.texts = texts;
        this.heads = List.copyOf(heads);
    }

    Table(int texts, String... heads) {
        this(texts, Arrays.asList(heads));
    }

    /** Adds a row; each cell is a {@link Markup}, or else text. */
    Table row(List<?> cells) {
        return row("", cells);
    }

    Table row(Object... cells) {
        return row(Arrays.asList(cells));
    }

    /** Adds a row that stands out. */
    Table strongRow(List<?> cells) {
        return row(" class=strong", cells);
    }

    private Table row(String attributes, List<?> cells) {
        if (cells.size() != heads.size()) {
            throw new IllegalArgumentException("cells: " + cells.size() + " (expected: " + heads.size() + ")");
        }
        StringBuilder row = new StringBuilder("<tr" + attributes + ">");
        for (int i = 0; i < cells.size(); i++) {
            String content = cells.get(i) instanceof Markup markup
                    ? markup.html()
                    : Markup.escaped(String.valueOf(cells.get(i)));
            row.append(i == 0 ? "<th scope=row" : "<td")
                    .append(i < texts ? ">" : " class=n>")
                    .append(content)
                    .append(i == 0 ? "</th>" : "</td>");
        }
        rows.add(row.append("</tr>\n").toString());
        return this;
    }

    Markup toMarkup() {
        StringBuilder out = new StringBuilder("<div class=scroll><table>\n<thead><tr>");
        for (int i = 0; i < heads.size(); i++) {
            out.append(i < texts ? "<th scope=col>" : "<th scope=col class=n>")
                    .append(Markup.escaped(heads.get(i)))
                    .append("</th>");
        }
        out.append("</tr></thead>\n<tbody>\n");
        rows.forEach(out::append);
        return new Markup(out.append("</tbody></table></div>\n").toString());
    }
}
