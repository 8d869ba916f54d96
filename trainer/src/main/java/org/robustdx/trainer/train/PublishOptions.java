package org.robustdx.trainer.train;

import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.robustdx.inference.model.Calibration;
import org.robustdx.trainer.common.Bounds;

/**
 * How a trained model is calibrated and measured. Training does not depend on these options, so a resumed run may change them.
 *
 * @param falseAlarmRate share of clean images that the model may flag, above 0 and below 1
 * @param attackImages images of the test split that are attacked for the model card; 0 for none
 * @param source where the images come from, for the card
 * @param sites what differs from {@code source} at a named site, by the site's name
 * @param robustSets largest change of a pixel under which the prediction sets hold, in units of 1/255; 0 for sets that hold for unchanged images
 * @param dicom changes to the DICOM images that the task allows; see {@link DicomConditions}
 */
public record PublishOptions(
        double falseAlarmRate,
        int attackImages,
        DataSource source,
        Map<String, DataSource> sites,
        double robustSets,
        List<String> dicom) {
    /** Number of attacked images unless another number is chosen. */
    public static final int DEFAULT_ATTACK_IMAGES = 200;

    /** Checks the values and copies the collections. */
    public PublishOptions {
        Bounds.requireWithin("false-alarm-rate", falseAlarmRate, 0, 1);
        if (attackImages < 0) {
            throw new IllegalArgumentException("attack-images: " + attackImages + " (expected: >= 0)");
        }
        Bounds.requireFrom("robust-sets", robustSets, 0, 255);
        sites = Map.copyOf(sites);
        dicom = List.copyOf(dicom);
        DicomConditions.changed(Optional.empty(), dicom); // checks them
    }

    /** Returns options of images whose sites have no names, with prediction sets for unchanged images and the task's DICOM conditions. */
    public PublishOptions(double falseAlarmRate, int attackImages, DataSource source) {
        this(falseAlarmRate, attackImages, source, Map.of(), 0, List.of());
    }

    /** Returns the default options. */
    public static PublishOptions ofDefaults() {
        return new PublishOptions(Calibration.DEFAULT_FALSE_ALARM_RATE, DEFAULT_ATTACK_IMAGES, DataSource.unknown());
    }

    /** Returns where the images of a site come from. */
    public DataSource sourceOf(String site) {
        return sites.getOrDefault(site, DataSource.unknown()).orElse(source);
    }

    /** Adds options that files of earlier versions do not have. */
    static void complete(ObjectNode options) {
        options.putIfAbsent("sites", options.objectNode());
        options.putIfAbsent("robustSets", DoubleNode.valueOf(0));
        options.putIfAbsent("dicom", options.arrayNode());
    }
}
