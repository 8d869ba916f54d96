package org.robustdx.console.pages;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.robustdx.console.cases.Activity;
import org.robustdx.console.cases.QueueFilter;
import org.robustdx.console.cases.ScoreCurves;
import org.robustdx.console.cases.Standing;
import org.robustdx.console.cases.Subject;

/**
 * What the page of a case shows.
 *
 * @param standing the case and the decisions on it
 * @param details the alert itself; empty if its record is gone
 * @param lastDay diagnoses of its source by hour, the oldest first
 * @param curves calibration curve of each detector that the alert names, by the detector's name
 * @param campaigns campaigns that include the image
 * @param similar other images of the campaigns of near-duplicates that include the image
 * @param images images that the campaign includes and that are in the queue, the most urgent first
 * @param before the case before it in the list
 * @param after the case after it in the list
 * @param filter the list that the person came from
 * @param problem why the last decision was not stored, or empty
 * @param typed what the person had chosen then
 */
public record CaseView(
        Standing standing,
        Optional<CaseDetails> details,
        List<Activity.Counts> lastDay,
        Map<String, List<ScoreCurves.Point>> curves,
        List<Standing> campaigns,
        List<Standing> similar,
        List<Standing> images,
        Optional<Subject> before,
        Optional<Subject> after,
        QueueFilter filter,
        String problem,
        Choice typed) {
    /**
     * What a person has chosen in the form.
     *
     * @param decision name of the decision, or empty
     * @param label the person's label
     * @param note the note
     */
    public record Choice(String decision, String label, String note) {
        /** Nothing yet. */
        public static final Choice NONE = new Choice("", "", "");
    }
}
