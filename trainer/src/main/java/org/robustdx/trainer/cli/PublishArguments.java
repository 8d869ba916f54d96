package org.robustdx.trainer.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.robustdx.trainer.train.PublishOptions;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The arguments that choose how a trained model is calibrated and measured. */
final class PublishArguments {
    @Option(
            names = "--false-alarm-rate",
            paramLabel = "R",
            description =
                    "Share of clean images that the model may flag, kept in its file (default: 0.01). With --resume"
                            + " another may be given: the detectors are calibrated after training.")
    private @Nullable Double falseAlarmRate;

    @Option(
            names = "--attack-images",
            paramLabel = "N",
            description =
                    "Test images to attack for the model card; 0 for none (default: 200). With --resume another number"
                            + " may be given.")
    private @Nullable Integer attackImages;

    @Option(
            names = "--robust-sets",
            paramLabel = "E",
            description =
                    "Calibrate the prediction sets on attacked images, so that they hold under attacks of this size,"
                            + " in units of 1/255 (default: 0, images as they are). With --resume another size may be"
                            + " given.")
    private @Nullable Double robustSets;

    @Mixin
    private SourceArguments source;

    @Mixin
    private DicomOption dicom = new DicomOption();

    /**
     * Returns {@code others} with the options that are on the command line.
     *
     * @param names names of the sites; empty for a site without a name
     * @throws IllegalArgumentException if an argument is out of its range
     */
    PublishOptions over(PublishOptions others, List<String> names) {
        return new PublishOptions(
                falseAlarmRate == null ? others.falseAlarmRate() : falseAlarmRate,
                attackImages == null ? others.attackImages() : attackImages,
                source.common(names, others.source()),
                source.bySite(names, others.sites()),
                robustSets == null ? others.robustSets() : robustSets,
                dicom.over(others.dicom()));
    }

    /** Returns whether a false-alarm rate is on the command line. */
    boolean choosesFalseAlarmRate() {
        return falseAlarmRate != null;
    }
}
