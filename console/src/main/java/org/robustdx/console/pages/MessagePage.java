package org.robustdx.console.pages;

import org.robustdx.console.html.Html;

/** A page that says one thing: not found, not allowed, Kafka does not answer. */
public final class MessagePage {
    private MessagePage() {}

    /** Returns the page. */
    public static Html render(String title, String message) {
        return Layout.document(title, Html.of("""
                        <main id="main" class="login"><h1>{}</h1><p role="alert">{}</p><p><a href="/">To the queue</a></p></main>
                        """, title, message));
    }
}
