package org.robustdx.stream.campaign;

import java.util.ArrayList;
import java.util.List;
import org.robustdx.inference.image.PerceptualHash;
import org.robustdx.schemas.DetectorReading;
import org.robustdx.schemas.NearDuplicates;
import org.robustdx.schemas.ScoreHistogram;
import org.robustdx.schemas.Sighting;
import org.robustdx.schemas.SourceWindow;

/** Summarises the images of one source in one window, in bounded space. */
public final class SourceWindows {
    /**
     * Maximum Hamming distance between perceptual hashes of near-duplicates. Fewer than one in 100,000 pairs of chest
     * X-rays of different patients are within it. So are 99 % of copies with noise of up to 8/255 per pixel.
     */
    static final int NEAR = 16;
    /**
     * Maximum number of groups of near-duplicates. A new group replaces the smallest one, so that a large group is
     * never lost.
     */
    static final int MOST_GROUPS = 32;

    private static final int MOST_NAMES = 16;
    private static final int MOST_IDS = 5;

    private SourceWindows() {}

    /** Returns the summary of an empty window. */
    public static SourceWindow empty() {
        return new SourceWindow(0L, 0L, List.of(), List.of(), List.of(), List.of(), List.of(), 0.0);
    }

    /** Returns the summary after adding one image. */
    public static SourceWindow plus(SourceWindow sum, Sighting image) {
        boolean flagged = image.getFlagged();
        // An image out of scope has no detector readings, and its tampering was not judged. It is not counted, so that
        // it does not lower the share of flagged images.
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

    /** Returns the trace of the last image, followed by those of the first flagged images. */
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
            int smallest = 0; // Among groups of equal size, the oldest is replaced.
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
