package org.robustdx.trainer.scope;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The scope detectors, in the order of their scores: what each looks at, and how it measures the distance from the training images. */
public enum ScopeDetectors {
    /** Energy by octave: flat, noisy and drawn images. */
    SPECTRUM("scope-spectrum", new Spectrum(), new Mahalanobis(0.1), false),
    /** Where the image is bright: other objects, covered parts. */
    THUMBNAIL("scope-thumbnail", new Thumbnail(8, false), new Density(1024), false),
    /** Early features: texture and edges. */
    EARLY_STAGE("scope-early-stage", new StageCells(2), new Residual(32), false),
    /** Features of the stage before the last. */
    MIDDLE_STAGE("scope-middle-stage", new StageCells(1), new Residual(64), false),
    /** Features that the classifier reads. */
    LAST_STAGE("scope-last-stage", new StageCells(0), new Residual(64), false),
    /** Which way is up, for tasks whose images are upright. */
    UPRIGHT("scope-upright", new Thumbnail(8, true), new Upright(8), true);

    private final String id;
    private final ScopeFeatures features;
    private final Distance distance;
    private final boolean uprightOnly;

    ScopeDetectors(String id, ScopeFeatures features, Distance distance, boolean uprightOnly) {
        this.id = id;
        this.features = features;
        this.distance = distance;
        this.uprightOnly = uprightOnly;
    }

    /** Returns the name under which the exported file lists the score. */
    public String id() {
        return id;
    }

    ScopeFeatures features() {
        return features;
    }

    Distance distance() {
        return distance;
    }

    /** Returns the detector of that name, if there is one. */
    public static Optional<ScopeDetectors> named(String id) {
        return Arrays.stream(values()).filter(d -> d.id.equals(id)).findFirst();
    }

    /**
     * Returns the detectors for a task.
     *
     * @param upright whether the task's images have a defined upright position
     */
    public static List<ScopeDetectors> of(boolean upright) {
        return Arrays.stream(values()).filter(d -> upright || !d.uprightOnly).toList();
    }
}
