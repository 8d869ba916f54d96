package org.robustdx.stream.campaign;

import java.util.ArrayList;
import java.util.List;
import org.robustdx.inference.image.PerceptualHash;
import org.robustdx.schemas.DetectorReading;
import org.robustdx.schemas.NearDuplicates;
import org.robustdx.schemas.ScoreHistogram;
import org.robustdx.schemas.Sighting;
import org.robustdx.schemas.SourceWindow;

/** Sums up one source's images of one window, in space that does not grow with their number. */
public final class SourceWindows {
    /**
     * Most bits in which hashes of images that look alike differ. Of pairs of chest X-rays of different people fewer than one in 100,000 do,
     * of copies with noise of 8/255 in each pixel 99 in 100.
     */
    static final int NEAR = 16;
    /** Groups of images that look alike; the smallest makes room for a new one, so that a large one is not lost. */
    static final int MOST_GROUPS = 32;

    private static final int MOST_NAMES = 16;
    private static final int MOST_IDS = 5;

    private SourceWindows() {}

    /** Returns the sum of nothing. */
    public static SourceWindow empty() {
        return new SourceWindow(0L, 0L, List.of(), List.of(), List.of(), List.of(), List.of(), 0.0);
    }

    /** Returns the sum with one more image. */
    public static SourceWindow plus(SourceWindow sum, Sighting image) {
        boolean flagged = image.getFlagged();
        // An image out of scope has no readings. Its tampering was not judged: it must not make flagged images look
        // rarer.
        int judged = image.getReadings().isEmpty() ? 0 : 1;
        return new SourceWindow(
                sum.getImages() + judged,
                sum.getFlagged() + (flagged ? 1 : 0),
                flagged ? names(sum.getFired(), image.getFired()) : sum.getFired(),
                flagged ? ids(sum.getFlaggedIds(), image.getImageId()) : sum.getFlaggedIds(),
                flagged ? sum.getHistograms() : histograms(sum.getHistograms(), image.getReadings()),
                groups(sum.getGroups(), image),
                traces(sum.getTraces(), image),
                sum.getFalseAlarmRate()
                        + judged * (image.getFalseAlarmRate() - sum.getFalseAlarmRate()) / (sum.getImages() + 1));
    }

    /** The last image's before those of the first flagged ones. */
    private static List<String> traces(List<String> before, Sighting image) {
        if (image.getTrace().isEmpty()) {
            return before;
        }
        List<String> traces = new ArrayList<>(before);
        if (traces.isEmpty()) {
            traces.add("");
        }
        traces.set(0, image.getTrace());
        if (image.getFlagged() && traces.size() <= MOST_IDS) {
            traces.add(image.getTrace());
        }
        return traces;
    }

    private static List<String> names(List<String> before, List<String> more) {
        List<String> names = new ArrayList<>(before);
        more.stream()
                .filter(name -> names.size() < MOST_NAMES && !names.contains(name))
                .forEach(names::add);
        return names;
    }

    private static List<String> ids(List<String> before, String id) {
        List<String> ids = new ArrayList<>(before);
        if (ids.size() < MOST_IDS) {
            ids.add(id);
        }
        return ids;
    }

    private static List<ScoreHistogram> histograms(List<ScoreHistogram> before, List<DetectorReading> readings) {
        List<ScoreHistogram> after = new ArrayList<>(before);
        for (DetectorReading reading : readings) {
            int i = 0;
            while (i < after.size() && !after.get(i).getDetector().equals(reading.getDetector())) {
                i++;
            }
            List<Long> counts = i < after.size() ? after.get(i).getCounts() : List.of();
            ScoreHistogram next =
                    new ScoreHistogram(reading.getDetector(), PValueHistogram.plus(counts, reading.getPValue()));
            if (i < after.size()) {
                after.set(i, next);
            } else if (i < MOST_NAMES) {
                after.add(next);
            }
        }
        return after;
    }

    private static List<NearDuplicates> groups(List<NearDuplicates> before, Sighting image) {
        PerceptualHash hash = PerceptualHash.ofBytes(image.getPerceptualHash());
        List<NearDuplicates> after = new ArrayList<>(before);
        for (int i = 0; i < after.size(); i++) {
            NearDuplicates group = after.get(i);
            if (PerceptualHash.ofBytes(group.getPerceptualHash()).distance(hash) <= NEAR) {
                after.set(i, new NearDuplicates(group.getPerceptualHash(), group.getImages() + 1, group.getFirstId()));
                return after;
            }
        }
        if (after.size() == MOST_GROUPS) {
            int smallest = 0; // Of equal ones the oldest.
            for (int i = 1; i < after.size(); i++) {
                if (after.get(i).getImages() < after.get(smallest).getImages()) {
                    smallest = i;
                }
            }
            after.remove(smallest);
        }
        after.add(new NearDuplicates(image.getPerceptualHash(), 1L, image.getImageId()));
        return after;
    }
}
