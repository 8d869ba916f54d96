package org.robustdx.console.cases;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.robustdx.schemas.DetectorReading;
import org.robustdx.schemas.Diagnosis;

/**
 * The calibration curves of detectors: which p-value a model gives to which score. They are collected from diagnoses, because each diagnosis holds a point
 * of each curve. Their number and their points are bounded. Thread-safe.
 */
public final class ScoreCurves {
    private static final int MAX_CURVES = 500;
    /** Points of a curve for each power of ten of the p-value. */
    private static final int POINTS_PER_DECADE = 12;

    private static final double SMALLEST_P = 1e-4;

    private final Map<Key, TreeMap<Integer, Point>> curves = new HashMap<>();

    private record Key(String modelSha256, String detector) {}

    /**
     * A point of a curve.
     *
     * @param score score of the detector
     * @param pValue p-value that the model gives to this score
     */
    public record Point(double score, double pValue) {}

    /** Adds the points of a diagnosis. */
    synchronized void add(Diagnosis diagnosis) {
        for (DetectorReading reading : diagnosis.getDetectors()) {
            Key key = new Key(diagnosis.getModelSha256(), reading.getDetector());
            if (Float.isFinite(reading.getScore())
                    && reading.getPValue() > 0
                    && (curves.containsKey(key) || curves.size() < MAX_CURVES)) {
                double bounded = Math.max(SMALLEST_P, Math.min(1, reading.getPValue()));
                int place = (int) Math.round(-Math.log10(bounded) * POINTS_PER_DECADE);
                curves.computeIfAbsent(key, one -> new TreeMap<>())
                        .put(place, new Point(reading.getScore(), reading.getPValue()));
            }
        }
    }

    /** Returns the points of a detector's curve that are known, by score; empty if no diagnosis of the model is known. */
    public synchronized List<Point> of(String modelSha256, String detector) {
        List<Point> points = new ArrayList<>(curves.getOrDefault(new Key(modelSha256, detector), new TreeMap<>())
                .values());
        points.sort(Comparator.comparingDouble(Point::score));
        return points;
    }
}
