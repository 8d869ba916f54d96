package org.robustdx.trainer.data;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A dataset in four parts that share no patient or lesion.
 *
 * @param train images to learn from
 * @param validation images that choose the epoch
 * @param calibration images whose clean scores calibrate the detectors
 * @param test images of the reports, which choose nothing
 */
public record Splits(Dataset train, Dataset validation, Dataset calibration, Dataset test) {
    /** Returns the parts by their names, in order. */
    public Map<String, Dataset> byName() {
        Map<String, Dataset> parts = new LinkedHashMap<>();
        parts.put("train", train);
        parts.put("validation", validation);
        parts.put("calibration", calibration);
        parts.put("test", test);
        return parts;
    }

    /** Returns the parts of a dataset: 70, 10, 10 and 10 % of each site, by the seed. */
    public static Splits of(Dataset all, long seed) {
        Split split = Split.of(all, SplitFractions.ofDefaults(), seed);
        return new Splits(
                all.subset(split.train()),
                all.subset(split.validation()),
                all.subset(split.calibration()),
                all.subset(split.test()));
    }
}
