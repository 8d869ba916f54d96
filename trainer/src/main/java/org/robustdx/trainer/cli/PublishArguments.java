package org.robustdx.trainer.cli;

import org.jspecify.annotations.Nullable;
import org.robustdx.trainer.train.DataSource;
import org.robustdx.trainer.train.PublishOptions;
import picocli.CommandLine.Option;

/** The arguments that choose how a trained model is calibrated and measured. */
final class PublishArguments {
    @Option(
            names = "--false-alarm-rate",
            paramLabel = "R",
            description =
                    "Share of clean images that the model may flag, kept in its file (default: 0.01). With --resume another may be given:"
                            + " the detectors are calibrated after training.")
    private @Nullable Double falseAlarmRate;

    @Option(
            names = "--attack-images",
            paramLabel = "N",
            description =
                    "Test images to attack for the model card; 0 for none (default: 200). With --resume another number may be given.")
    private @Nullable Integer attackImages;

    @Option(
            names = "--data-set",
            paramLabel = "TEXT",
            description = "Name of the data set, for the model card (default: not stated).")
    private @Nullable String dataSet;

    @Option(
            names = "--site",
            paramLabel = "TEXT",
            description = "Hospital or collection of the images, for the model card (default: not stated).")
    private @Nullable String site;

    @Option(
            names = "--licence",
            paramLabel = "TEXT",
            description = "Licence of the images, for the model card (default: not stated).")
    private @Nullable String licence;

    /**
     * Returns these options, with what was given on the command line in place of what they say.
     *
     * @throws IllegalArgumentException if an argument is out of its range
     */
    PublishOptions over(PublishOptions others) {
        return new PublishOptions(
                falseAlarmRate == null ? others.falseAlarmRate() : falseAlarmRate,
                attackImages == null ? others.attackImages() : attackImages,
                new DataSource(
                        dataSet == null ? others.source().dataSet() : dataSet,
                        site == null ? others.source().site() : site,
                        licence == null ? others.source().licence() : licence));
    }

    /** Returns whether a false-alarm rate was given on the command line. */
    boolean choosesFalseAlarmRate() {
        return falseAlarmRate != null;
    }
}
