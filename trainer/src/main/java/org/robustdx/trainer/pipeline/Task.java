package org.robustdx.trainer.pipeline;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.robustdx.trainer.data.AugmentationConfig;

/** What a model is for, and the defaults that follow from it. */
public enum Task {
    /** Pneumonia in chest X-rays: gray, upright. */
    CHEST_XRAY("chest-xray", 1, AugmentationConfig.chest(), 24),
    /** Skin lesions in dermatoscopic images: colour, no up or down. */
    SKIN("skin", 3, AugmentationConfig.skin(), 16),
    /** Procedural lesions that come with this software and need no data. */
    PHANTOM("phantom", 3, AugmentationConfig.phantom(), 8);

    private final String id;
    private final int channels;
    private final AugmentationConfig augmentation;
    private final int epochs;

    Task(String id, int channels, AugmentationConfig augmentation, int epochs) {
        this.id = id;
        this.channels = channels;
        this.augmentation = augmentation;
        this.epochs = epochs;
    }

    /** Returns the task's name on the command line and in files. */
    public String id() {
        return id;
    }

    /** Returns the channels of its images: 1 (gray) or 3 (RGB). */
    public int channels() {
        return channels;
    }

    /** Returns how its training images are varied. */
    public AugmentationConfig augmentation() {
        return augmentation;
    }

    /** Returns the usual number of epochs. */
    public int epochs() {
        return epochs;
    }

    /**
     * Returns the task of that name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Task of(String id) {
        return Arrays.stream(values())
                .filter(task -> task.id.equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("task: " + id + " (expected: one of "
                        + Arrays.stream(values()).map(Task::id).collect(Collectors.joining(", ")) + ")"));
    }
}
