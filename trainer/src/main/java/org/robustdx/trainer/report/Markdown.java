package org.robustdx.trainer.report;

import java.util.Arrays;
import java.util.List;

/** Builds a Markdown document. */
final class Markdown {
    private final StringBuilder out = new StringBuilder();

    /** Adds the title. Its text may contain markup. */
    void title(String text) {
        out.append("# ").append(text).append("\n\n");
    }

    /** Adds an indented code block. Unlike a fenced block, no line in it can end the block early. */
    void code(List<String> lines) {
        lines.forEach(line -> out.append("    ").append(line).append('\n'));
    }

    /** Adds a heading of the second level. */
    void heading(String text) {
        out.append("## ").append(text).append("\n\n");
    }

    /** Adds a paragraph. Its text may contain markup. */
    void paragraph(String text) {
        out.append(text).append("\n\n");
    }

    /** Adds a bullet list. Its items may contain markup. */
    void bullets(List<String> items) {
        items.forEach(item -> out.append("- ").append(item).append('\n'));
        out.append('\n');
    }

    /** Adds a table with a row of column names. The text of cells is escaped. */
    void table(List<String> head, List<List<String>> rows) {
        row(head);
        String[] rule = new String[head.size()];
        Arrays.fill(rule, "---");
        row(List.of(rule));
        rows.forEach(this::row);
        out.append('\n');
    }

    private void row(List<String> cells) {
        out.append('|');
        cells.forEach(cell -> out.append(' ').append(plain(cell)).append(" |"));
        out.append('\n');
    }

    /** Returns the text on one line, with every character escaped that Markdown would interpret. */
    static String plain(String text) {
        StringBuilder safe = new StringBuilder();
        text.strip().codePoints().forEach(c -> {
            if (Character.isISOControl(c)) {
                safe.append(' ');
            } else {
                if ("\\`*_[]<>|#".indexOf(c) >= 0) {
                    safe.append('\\');
                }
                safe.appendCodePoint(c);
            }
        });
        return safe.toString();
    }

    /** Returns the text without backticks and control characters, for a code span. */
    static String code(String text) {
        return text.replaceAll("[`\\p{Cntrl}]", "");
    }

    /** Returns the document. */
    String text() {
        return out.toString();
    }
}
