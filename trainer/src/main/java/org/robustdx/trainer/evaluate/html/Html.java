package org.robustdx.trainer.evaluate.html;

import java.util.Base64;

/** Writes HTML, one element after the other. Text is escaped; {@link Markup} is not. */
final class Html {
    private final StringBuilder out = new StringBuilder();

    Html raw(String html) {
        out.append(html);
        return this;
    }

    Html add(Markup markup) {
        return raw(markup.html());
    }

    Html heading(int level, String text) {
        return raw("<h" + level + ">").text(text).raw("</h" + level + ">\n");
    }

    Html paragraph(String text) {
        return raw("<p>").text(text).raw("</p>\n");
    }

    Html note(String text) {
        return raw("<p class=note>").text(text).raw("</p>\n");
    }

    Html text(String text) {
        return raw(Markup.escaped(text));
    }

    Html section(String id, String title) {
        return raw("<section id=\"" + Markup.escaped(id) + "\">\n").heading(2, title);
    }

    Html end(String element) {
        return raw("</" + element + ">\n");
    }

    /** Returns what has been written. */
    Markup toMarkup() {
        return new Markup(out.toString());
    }

    /** Returns an image element that carries the PNG file itself. */
    static Markup image(byte[] png, String description) {
        return new Markup("<img alt=\"" + Markup.escaped(description) + "\" src=\"data:image/png;base64,"
                + Base64.getEncoder().encodeToString(png) + "\">");
    }
}
