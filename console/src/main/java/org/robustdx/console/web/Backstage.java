package org.robustdx.console.web;

import java.time.Clock;
import org.robustdx.console.cases.Activity;
import org.robustdx.console.cases.CaseBoard;
import org.robustdx.console.topics.FeedStatus;
import org.robustdx.console.topics.RecordLookup;
import org.robustdx.console.topics.ReviewLog;

/**
 * What the pages are made of.
 *
 * @param board all cases and decisions
 * @param activity counts of diagnoses
 * @param status whether the board shows what the topics hold
 * @param records reads alerts and images again
 * @param reviews writes decisions
 * @param access who is let in
 * @param clock the time
 */
public record Backstage(
        CaseBoard board,
        Activity activity,
        FeedStatus status,
        RecordLookup records,
        ReviewLog reviews,
        Access access,
        Clock clock) {}
