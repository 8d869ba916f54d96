package org.robustdx.console.pages;

import java.util.List;
import org.robustdx.console.access.Account;
import org.robustdx.console.cases.CaseBoard;

/**
 * What every page shows around its content.
 *
 * @param account who is logged in
 * @param csrf token that forms send
 * @param counts how many cases there are
 * @param connected whether a broker answers
 * @param caughtUp whether all alerts of the topics have been read
 * @param lastDecisions subjects of the person's last decision, which can be withdrawn; the first one is the case
 * @param lastTitle what this case is called
 */
public record Frame(
        Account account,
        String csrf,
        CaseBoard.Counts counts,
        boolean connected,
        boolean caughtUp,
        List<String> lastDecisions,
        String lastTitle) {
    /** Copies the list. */
    public Frame {
        lastDecisions = List.copyOf(lastDecisions);
    }
}
