package org.robustdx.console.pages;

import org.robustdx.console.html.Html;

/** The page on which people log in. */
public final class LoginPage {
    private LoginPage() {}

    /**
     * Returns the page.
     *
     * @param problem what went wrong with the last attempt, or empty
     */
    public static Html render(String problem) {
        return Layout.document(
                "Log in",
                Html.of(
                        """
                        <main id="main" class="login">
                          <h1>RobustDx <span>triage</span></h1>
                          <form method="post" action="/login">
                            {}
                            <label for="name">Name</label>
                            <input id="name" name="name" autocomplete="username" required maxlength="256" autofocus>
                            <label for="password">Password</label>
                            <input id="password" name="password" type="password" autocomplete="current-password" required maxlength="1024">
                            <button class="primary">Log in</button>
                          </form>
                          <p class="fine">Research software. Not a medical device; not for clinical decisions.</p>
                        </main>
                        """,
                        Html.of("<p class=\"problem\" role=\"alert\">{}</p>", problem)
                                .when(!problem.isEmpty())));
    }
}
