package org.robustdx.trainer.report;

import java.util.ArrayList;
import java.util.List;

/** The section of a model card on its training data. */
final class DataSection {
    private DataSection() {}

    /** Adds the section to {@code document}. */
    static void write(Markdown document, ModelCard.Data data) {
        document.heading("Training data");
        document.paragraph(Markdown.plain(data.description()));
        if (data.sites().size() == 1) {
            ModelCard.Site site = data.sites().get(0);
            document.table(
                    List.of("", ""),
                    List.of(
                            List.of("Data set", site.dataSet()),
                            List.of("Site", site.name().isEmpty() ? site.description() : named(site)),
                            List.of("Licence", site.licence())));
        } else {
            sites(document, data);
        }
        List<List<String>> counts = new ArrayList<>();
        int total =
                data.classCounts().values().stream().mapToInt(Integer::intValue).sum();
        data.classCounts()
                .forEach((name, n) ->
                        counts.add(List.of(name, String.valueOf(n), CardNumbers.percent((double) n / total))));
        document.table(List.of("class", "images", "share"), counts);
        String kept = data.grouping().equals("image")
                ? "Every image is a group of its own in the split."
                : "Split by " + Markdown.plain(data.grouping()) + ": all images of one "
                        + Markdown.plain(data.grouping()) + " are in one part.";
        document.paragraph(kept + " " + (data.skipped() == 0 ? "No" : String.valueOf(data.skipped()))
                + " rows or images were left out because they could not be used.");
        List<List<String>> parts = new ArrayList<>();
        for (ModelCard.Part p : data.parts()) {
            parts.add(List.of(p.name(), String.valueOf(p.images()), String.valueOf(p.groups()), p.use()));
        }
        document.table(List.of("part", "images", "groups", "used for"), parts);
    }

    /** Adds a table with a row for each site, and a column for each class and each part of the split. */
    private static void sites(Markdown document, ModelCard.Data data) {
        List<String> head = new ArrayList<>(List.of("site", "data set", "licence", "images"));
        head.addAll(data.classCounts().keySet());
        head.addAll(data.sites().get(0).parts().keySet());
        List<List<String>> rows = new ArrayList<>();
        for (ModelCard.Site site : data.sites()) {
            int images =
                    site.parts().values().stream().mapToInt(Integer::intValue).sum();
            List<String> row =
                    new ArrayList<>(List.of(named(site), site.dataSet(), site.licence(), String.valueOf(images)));
            data.classCounts()
                    .keySet()
                    .forEach(name -> row.add(String.valueOf(site.classCounts().getOrDefault(name, 0))));
            site.parts().values().forEach(n -> row.add(String.valueOf(n)));
            rows.add(row);
        }
        document.table(head, rows);
    }

    private static String named(ModelCard.Site site) {
        return site.name() + (site.description().isEmpty() ? "" : ": " + site.description());
    }
}
