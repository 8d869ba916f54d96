package org.robustdx.console.pages;

import org.robustdx.console.html.Html;

/** The frame around each page: head, navigation, state of the connection, and the last decision with its undo. */
final class Layout {
    private Layout() {}

    /**
     * Returns a page for a person who is logged in.
     *
     * @param current name of the entry of the navigation that the page belongs to
     * @param scripts names of the page's own modules
     */
    static Html page(Frame frame, String title, String current, Html content, String... scripts) {
        Html body = Html.of(
                """
                <a class="skip" href="#main">Skip to content</a>
                <header class="topbar">
                  <a class="brand" href="/" aria-label="RobustDx triage"><img src="/assets/icon.svg" alt="" width="22" height="22"> <b>RobustDx <span>triage</span></b></a>
                  <nav aria-label="Main">{}{}</nav>
                  <span class="grow"></span>
                  <span id="link" class="link" role="status" data-connected="{}">{}</span>
                  <button type="button" id="theme" class="quiet" aria-label="Change the colours of the page"><span aria-hidden="true">◐</span> <span id="theme-name">Theme</span></button>
                  <details class="person"><summary>{} <span class="role">{}</span><span class="caret" aria-hidden="true">▾</span></summary>
                    <form method="post" action="/logout"><input type="hidden" name="csrf" value="{}"><button>Log out</button></form>
                  </details>
                </header>
                {}
                <main id="main">{}</main>
                """,
                entry("/", "Queue", current, String.valueOf(frame.counts().open())),
                entry("/overview", "Overview", current, ""),
                frame.connected(),
                connection(frame),
                frame.account().name(),
                frame.account().name().equals(frame.account().role().label())
                        ? ""
                        : frame.account().role().label(),
                frame.csrf(),
                undo(frame),
                content);
        return document(title, body, scripts);
    }

    private static String connection(Frame frame) {
        if (!frame.connected()) {
            return "Kafka does not answer";
        }
        return frame.caughtUp() ? "live" : "reading the topics";
    }

    private static Html entry(String path, String name, String current, String count) {
        return Html.of(
                "<a href=\"{}\"{}>{}{}</a>",
                path,
                new Html(" aria-current=\"page\"").when(name.equals(current)),
                name,
                Html.of(" <span class=\"count\" data-count=\"open\">{}</span>", count)
                        .when(!count.isEmpty()));
    }

    private static Html undo(Frame frame) {
        return frame.lastDecisions().stream()
                .findFirst()
                .map(subject -> Html.of(
                        """
                        <form class="toast" method="post" action="/cases/{}/undo">
                          <input type="hidden" name="csrf" value="{}">
                          <span role="status">Your decision on <a href="/cases/{}">{}</a>{} is stored.</span>
                          <button data-key="u">Undo <kbd>u</kbd></button>
                        </form>
                        """,
                        subject,
                        frame.csrf(),
                        subject,
                        frame.lastTitle().isEmpty() ? subject : frame.lastTitle(),
                        Html.of(" and its images ({})", frame.lastDecisions().size() - 1)
                                .when(frame.lastDecisions().size() > 1)))
                .orElse(Html.NONE);
    }

    /** Returns a whole document. */
    static Html document(String title, Html body, String... scripts) {
        StringBuilder modules = new StringBuilder();
        for (String script : scripts) {
            modules.append("<script type=\"module\" src=\"/assets/")
                    .append(script)
                    .append("\"></script>");
        }
        return Html.of("""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>{} · RobustDx triage</title>
            <link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
            <link rel="stylesheet" href="/assets/console.css">
            <script src="/assets/theme.js"></script>
            {}
            </head>
            <body>{}</body>
            </html>
            """, title, new Html(modules.toString()), body);
    }
}
