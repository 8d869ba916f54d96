package org.robustdx.trainer.evaluate.html;

/**
 * Text that is HTML already; everything else is escaped on its way into the report.
 *
 * @param html well-formed
 */
record Markup(String html) {
    /** Returns plain text as HTML. */
    static Markup text(String text) {
        return new Markup(escaped(text));
    }

    /** Returns text with the characters that mean something in HTML written so that they do not. */
    static String escaped(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.append(c);
            }
        }
        return out.toString();
    }
}
