package org.robustdx.stream.calibrate;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.robustdx.schemas.DetectorReading;
import org.robustdx.schemas.Diagnosis;

/**
 * The detector scores of one source, from diagnoses by one model. Diagnoses of every verdict count: to leave out flagged ones would cut the
 * distribution at the present threshold, and each calibration would lower the threshold further. Not thread-safe.
 */
public final class DiagnosedScores {
    /** Most images whose scores are kept; about 100 MB. */
    public static final int MOST_IMAGES = 500_000;

    private final Query query;
    private final List<float[]> scores = new ArrayList<>();
    private final Set<String> contents = new HashSet<>();
    private final Map<Fate, Integer> fates = new LinkedHashMap<>();

    /**
     * Which diagnoses count.
     *
     * @param source the device or system that sent the images
     * @param since time of the oldest diagnosis
     * @param modelSha256 SHA-256 of the model's file
     * @param detectors names of the model's detectors
     */
    public record Query(String source, Instant since, String modelSha256, List<String> detectors) {
        /** Copies the list. */
        public Query {
            detectors = List.copyOf(detectors);
        }
    }

    /** What becomes of a diagnosis. */
    public enum Fate {
        /** Its scores count. */
        COUNTED,
        /** It is of another source or older. */
        ELSEWHERE,
        /** Another model made it. */
        OTHER_MODEL,
        /** An image with the same content was counted before. */
        REPEATED,
        /** It has no scores, as a DICOM attribute put the image out of scope, or invalid ones. */
        WITHOUT_SCORES,
        /** There are too many. */
        BEYOND_LIMIT
    }

    /** Creates an empty collection. */
    public DiagnosedScores(Query query) {
        this.query = query;
    }

    /** Adds the scores of a diagnosis if they count, and returns what became of it. */
    public Fate add(Diagnosis diagnosis) {
        Fate fate = fate(diagnosis);
        fates.merge(fate, 1, Integer::sum);
        return fate;
    }

    private Fate fate(Diagnosis diagnosis) {
        if (!diagnosis.getSource().equals(query.source())
                || diagnosis.getDiagnosedAt().isBefore(query.since())) {
            return Fate.ELSEWHERE;
        }
        if (!diagnosis.getModelSha256().equals(query.modelSha256())) {
            return Fate.OTHER_MODEL;
        }
        float[] row = row(diagnosis.getDetectors());
        if (row.length == 0) {
            return Fate.WITHOUT_SCORES;
        }
        if (scores.size() == MOST_IMAGES) {
            return Fate.BEYOND_LIMIT;
        }
        // Diagnoses of versions without the digest cannot be told apart: each counts.
        String content = diagnosis.getContentSha256();
        if (!content.isEmpty() && !contents.add(content)) {
            return Fate.REPEATED;
        }
        scores.add(row);
        return Fate.COUNTED;
    }

    /** Returns the scores in the model's order; none where one is missing or not finite. */
    private float[] row(List<DetectorReading> readings) {
        if (readings.size() != query.detectors().size()) {
            return new float[0];
        }
        float[] row = new float[readings.size()];
        for (int i = 0; i < row.length; i++) {
            DetectorReading reading = readings.get(i);
            double score = reading.getScore();
            if (!reading.getDetector().equals(query.detectors().get(i)) || !Float.isFinite((float) score)) {
                return new float[0];
            }
            row[i] = (float) score;
        }
        return row;
    }

    /** Returns the number of images whose scores count. */
    public int images() {
        return scores.size();
    }

    /** Returns how many diagnoses had this fate. */
    public int count(Fate fate) {
        return fates.getOrDefault(fate, 0);
    }

    /** Returns the scores of each detector, in the order of the images. */
    public Map<String, float[]> byDetector() {
        Map<String, float[]> byDetector = new LinkedHashMap<>();
        for (int d = 0; d < query.detectors().size(); d++) {
            float[] column = new float[scores.size()];
            for (int i = 0; i < column.length; i++) {
                column[i] = scores.get(i)[d];
            }
            byDetector.put(query.detectors().get(d), column);
        }
        return byDetector;
    }
}
