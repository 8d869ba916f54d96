package org.robustdx.trainer.model.backbone;

/** How the backbones scale with the image: the first stage is at a quarter of its side, each further one halves that again. */
public final class Stages {
    private static final int LAST_SIDE = 7;
    private static final int MOST_CHANNELS = 8;

    private Stages() {}

    /** Returns how many stages there are: until at most 7×7 are left (three for 64×64, four for 128×128 and for 224×224). */
    public static int count(int imageSize) {
        int count = 1;
        for (int side = imageSize / 4; side > LAST_SIDE; side /= 2) {
            count++;
        }
        return count;
    }

    /** Returns how many channels a stage has, counted from 1: twice those of the stage before, at most eight times the first's. */
    static int channels(int stage, int first) {
        return first * Math.min(MOST_CHANNELS, 1 << (stage - 1));
    }
}
