package org.robustdx.trainer.evaluate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.robustdx.trainer.data.Dataset;
import org.robustdx.trainer.modelfile.JudgedModel;

/** Describes in a report what was judged: the model, and the images by class and by site. */
final class Subject {
    private Subject() {}

    /**
     * Returns the description of the model.
     *
     * @param fromCheckpoint whether the network was built from a checkpoint rather than from the exported file
     * @param sources models whose gradients the transfer attacks used
     */
    static Report.Model model(JudgedModel model, boolean fromCheckpoint, List<JudgedModel> sources) {
        var metadata = model.metadata();
        Map<String, String> others = new LinkedHashMap<>();
        for (int i = 0; i < sources.size(); i++) {
            JudgedModel source = sources.get(i);
            others.put(
                    source.network().architecture() + " " + (i + 1),
                    source.served().sha256());
        }
        return new Report.Model(
                String.valueOf(model.file().getFileName()),
                model.served().sha256(),
                fromCheckpoint ? "checkpoint" : "file",
                metadata.task(),
                metadata.classes(),
                List.of(metadata.height(), metadata.width(), metadata.channels()),
                model.network().architecture(),
                model.network().parameters().count(),
                metadata.detectors(),
                metadata.calibration().falseAlarmRate(),
                metadata.properties().getOrDefault("producer", "") + " "
                        + metadata.properties().getOrDefault("git_revision", ""),
                metadata.properties().getOrDefault("data_digest", ""),
                others);
    }

    /**
     * Returns the description of the images.
     *
     * @param origin short name of the origin of the images
     */
    static Report.ImageSet images(Selection selection, String origin) {
        return new Report.ImageSet(
                origin,
                selection.split(),
                selection.splitSeed(),
                selection.digest(),
                selection.sameData(),
                selection.images().size(),
                selection.attacked().size(),
                perClass(selection.images()),
                perClass(selection.attacked()),
                selection.hasSites() ? sites(selection) : List.of());
    }

    private static List<Report.Site> sites(Selection selection) {
        List<Report.Site> sites = new ArrayList<>();
        for (Selection.Site site : selection.sites()) {
            Dataset own = selection.images().ofSite(site.name());
            sites.add(new Report.Site(
                    site.name(),
                    site.part().toString(),
                    site.splitSeed(),
                    site.digest(),
                    site.trainedOn(),
                    own.size(),
                    perClass(own)));
        }
        return sites;
    }

    private static Map<String, Integer> perClass(Dataset images) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        int[] perClass = images.classCounts();
        for (int k = 0; k < perClass.length; k++) {
            counts.put(images.classes().get(k), perClass[k]);
        }
        return counts;
    }
}
