package org.robustdx.trainer.evaluate;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.robustdx.trainer.evaluate.sets.OutOfScopeSet;
import org.robustdx.trainer.report.Interval;

/**
 * How well the scope detectors tell images of the model's kind from other images. Shares are from 0 to 1, intervals are 95 % intervals.
 *
 * @param detectors names of the detectors that decide
 * @param falseAlarmRate rate that they were calibrated for
 * @param upright whether turned images are out of scope
 * @param n number of in-scope images: all clean images of the report
 * @param falseAlarms share of the in-scope images that is declared out of scope
 * @param eitherAlarm share of the in-scope images that raises at least one of the two alarms
 * @param sets results on sets of out-of-scope images; empty if none were measured
 */
public record ScopeResults(
        List<String> detectors,
        double falseAlarmRate,
        boolean upright,
        String split,
        long seed,
        int n,
        double falseAlarms,
        @JsonProperty("false_alarms_95") Interval falseAlarms95,
        double eitherAlarm,
        @JsonProperty("either_alarm_95") Interval eitherAlarm95,
        List<OfSet> sets) {
    public ScopeResults {
        detectors = List.copyOf(detectors);
        sets = List.copyOf(sets);
    }

    /**
     * The results on one set of out-of-scope images.
     *
     * @param n number of images that the model classified
     * @param refused number of files that the decoders refused, so that they never reach a model
     * @param auroc area under the ROC curve of the deciding score, against the in-scope images
     * @param caught share of the images that is declared out of scope
     * @param trusted share of the images that raises neither alarm
     */
    public record OfSet(
            String name,
            String description,
            OutOfScopeSet.Origin origin,
            int n,
            int refused,
            double auroc,
            @JsonProperty("auroc_95") Interval auroc95,
            double caught,
            @JsonProperty("caught_95") Interval caught95,
            double trusted) {}
}
