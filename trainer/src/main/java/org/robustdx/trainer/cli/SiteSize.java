package org.robustdx.trainer.cli;

import org.robustdx.trainer.calibrate.SiteImages;
import org.robustdx.trainer.calibrate.SiteModel;
import org.robustdx.trainer.calibrate.SiteTrial;
import org.robustdx.trainer.data.Dataset;

/** Checks that a site has enough images for {@code calibrate}: of each class for the decision threshold, or in total for the alarms. */
final class SiteSize {
    private SiteSize() {}

    /**
     * Checks the images of the site.
     *
     * @param where which images are counted, for the error message
     */
    static void requireEnough(SiteModel model, Dataset images, boolean labelled, String where) throws UsageException {
        if (labelled) {
            requireEachClass(model, images.classCounts(), where);
        } else {
            requireForAlarms(model, images.size(), "images");
        }
    }

    /** Checks {@code size} images that the seed draws. */
    static void requireEnoughDrawn(SiteModel model, SiteImages images, int size, long seed) throws UsageException {
        if (images.labelled()) {
            int[] counts = UsageException.check(() -> SiteTrial.counts(images, size, seed));
            requireEachClass(model, counts, " among the " + size + " of --fit-images");
        } else {
            requireForAlarms(model, size, "fit-images");
        }
    }

    private static void requireEachClass(SiteModel model, int[] counts, String where) throws UsageException {
        for (int k = 0; k < counts.length; k++) {
            if (counts[k] < SiteModel.FEWEST_PER_CLASS) {
                throw new UsageException("images of class " + model.classes().get(k) + where + ": " + counts[k]
                        + " (expected: >= " + SiteModel.FEWEST_PER_CLASS
                        + " labelled images of each class, for the decision threshold)");
            }
        }
    }

    private static void requireForAlarms(SiteModel model, int n, String what) throws UsageException {
        int fewest = model.fewestForAlarms();
        if (n < fewest) {
            throw new UsageException(what + ": " + n + " (expected: >= " + fewest
                    + ", since the smallest p-value of n images is 1/(n+1), which has to reach the false-alarm rate)");
        }
    }
}
