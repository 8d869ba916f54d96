package org.robustdx.trainer.data;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.robustdx.inference.image.DicomAttribute;
import org.robustdx.inference.model.DicomScope;

/** The task of a model, and the defaults that follow from it. */
public enum Task {
    /** Pneumonia in chest X-rays: gray, upright. */
    CHEST_XRAY(
            "chest-xray",
            1,
            AugmentationConfig.chest(),
            24,
            "normal",
            "pneumonia",
            "no_findings",
            "no finding",
            "lung opacity"),
    /** Skin lesions in dermatoscopic images: colour, no up or down. */
    SKIN(
            "skin",
            3,
            AugmentationConfig.skin(),
            16,
            "mel",
            "nv",
            "bcc",
            "akiec",
            "bkl",
            "df",
            "vasc",
            "melanoma",
            "nevus"),
    /** Procedural lesions that come with this software and need no data. */
    PHANTOM("phantom", 3, AugmentationConfig.phantom(), 8, "benign", "atypical", "malignant");

    private final String id;
    private final int channels;
    private final AugmentationConfig augmentation;
    private final int epochs;
    private final List<String> classes;

    Task(String id, int channels, AugmentationConfig augmentation, int epochs, String... classes) {
        this.id = id;
        this.channels = channels;
        this.augmentation = augmentation;
        this.epochs = epochs;
        this.classes = List.of(classes);
    }

    /** Returns the task's name on the command line and in files. */
    public String id() {
        return id;
    }

    /** Returns the number of channels of its images: 1 (gray) or 3 (RGB). */
    public int channels() {
        return channels;
    }

    /** Returns the default augmentation of its training images. */
    public AugmentationConfig augmentation() {
        return augmentation;
    }

    /** Returns whether a class is one of the well-known classes of this task, without regard to case. */
    public boolean knows(String name) {
        return classes.contains(name.toLowerCase(Locale.ROOT));
    }

    /** Returns two of its well-known classes, for messages. */
    public String examples() {
        return classes.get(0) + ", " + classes.get(1);
    }

    /** Returns whether its images have a defined upright position. */
    public boolean upright() {
        return !augmentation.verticalFlip();
    }

    /**
     * Returns the DICOM attributes of in-scope images; empty if any image is in scope. Chest: projection radiography (PS3.3, A.2 and A.26) from the
     * front or the back. Skin: the modality of dermoscopy, and that of photographs, which dermatoscopes wrote before it existed; in colour. Lesions
     * are on any part of the body, and photographs have no view position.
     */
    public Optional<DicomScope> dicomScope() {
        return switch (this) {
            case CHEST_XRAY ->
                Optional.of(new DicomScope(
                        Map.of(
                                DicomAttribute.MODALITY, List.of("CR", "DX"),
                                DicomAttribute.BODY_PART, List.of("CHEST"),
                                DicomAttribute.VIEW_POSITION, List.of("AP", "PA"),
                                DicomAttribute.PHOTOMETRIC_INTERPRETATION, List.of("MONOCHROME1", "MONOCHROME2")),
                        Set.of()));
            case SKIN ->
                Optional.of(new DicomScope(
                        Map.of(
                                DicomAttribute.MODALITY, List.of("DMS", "XC"),
                                DicomAttribute.PHOTOMETRIC_INTERPRETATION,
                                        List.of("RGB", "YBR_FULL", "YBR_FULL_422", "YBR_ICT", "YBR_RCT")),
                        Set.of()));
            case PHANTOM -> Optional.empty();
        };
    }

    /** Returns the usual number of epochs. */
    public int epochs() {
        return epochs;
    }

    /**
     * Returns the task of that name.
     *
     * @throws IllegalArgumentException if there is no such task
     */
    public static Task of(String id) {
        return Arrays.stream(values())
                .filter(task -> task.id.equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("task: " + id + " (expected: one of "
                        + Arrays.stream(values()).map(Task::id).collect(Collectors.joining(", ")) + ")"));
    }
}
