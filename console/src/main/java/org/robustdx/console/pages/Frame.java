package org.robustdx.console.pages;

import java.util.Optional;
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
 * @param lastDecision subject of the person's last decision, which can be withdrawn
 */
public record Frame(
        Account account,
        String csrf,
        CaseBoard.Counts counts,
        boolean connected,
        boolean caughtUp,
        Optional<String> lastDecision) {}
