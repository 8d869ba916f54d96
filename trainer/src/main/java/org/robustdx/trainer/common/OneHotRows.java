package org.robustdx.trainer.common;

/** Creates one-hot distributions over classes as rows. */
public final class OneHotRows {
    private OneHotRows() {}

    /** Returns the one-hot distribution of each label, {@code [N][classes]}. */
    public static float[][] of(int[] labels, int classes) {
        float[][] targets = new float[labels.length][classes];
        for (int i = 0; i < labels.length; i++) {
            targets[i][labels[i]] = 1;
        }
        return targets;
    }
}
