package org.robustdx.trainer.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.robustdx.trainer.data.DataException;
import org.robustdx.trainer.data.Dataset;
import org.robustdx.trainer.data.DicomSubjects;
import org.robustdx.trainer.data.ImageTable;
import org.robustdx.trainer.data.SiteFolder;
import org.robustdx.trainer.evaluate.Grouping;
import org.robustdx.trainer.evaluate.PositiveClasses;
import picocli.CommandLine.Option;

/** The options for results by subgroup: the attributes, and the origin of their values. */
final class SubgroupOptions {
    @Option(
            names = "--by",
            split = ",",
            paramLabel = "ATTRIBUTE",
            description = "Report results by this attribute too: site, or a column of a table of --metadata or of"
                    + " HAM10000_metadata.csv, such as age (in bands), sex or localization, or sex, age or device of DICOM"
                    + " files. With commas, or repeated.")
    private List<String> attributes = new ArrayList<>();

    @Option(
            names = "--metadata",
            paramLabel = "FILE",
            description =
                    "A CSV table with a header line and a row for each image; one column names the image (its file"
                            + " name, with or without extension, or its path in the data folder). May be repeated.")
    private List<Path> tables = new ArrayList<>();

    @Option(
            names = "--positive",
            split = ",",
            paramLabel = "CLASS",
            description =
                    "Classes that sensitivity is about, with commas (default: all but those with names of harmless"
                            + " findings, such as NORMAL, benign or nv; of two others the second).")
    private List<String> positive = new ArrayList<>();

    /** Checks that no attribute identifies patients or is repeated. */
    void check() throws UsageException {
        for (String attribute : attributes) {
            if (attribute.isBlank() || Collections.frequency(attributes, attribute) > 1) {
                throw new UsageException("by: " + String.join(",", attributes) + " (expected: each attribute once)");
            }
            UsageException.check(() -> {
                Grouping.requireHarmless(attribute);
                return attribute;
            });
        }
    }

    /** Returns the classes that sensitivity counts as positive. */
    List<String> positive(List<String> classes) throws UsageException {
        return UsageException.check(() -> PositiveClasses.of(classes, positive));
    }

    /**
     * Returns the values of each attribute.
     *
     * @param images the evaluated images
     * @param folders the folders of the images
     */
    List<Grouping> groupings(Dataset images, List<SiteFolder> folders) throws DataException, UsageException {
        List<Grouping> groupings = new ArrayList<>();
        Map<Path, ImageTable> read = new LinkedHashMap<>();
        for (String attribute : attributes) {
            if (attribute.equals(Grouping.SITE)) {
                if (images.sites().size() == 1) {
                    throw new UsageException("by: site (expected: --data NAME=DIR for each of several sites)");
                }
                continue; // Several sites are always told apart.
            }
            groupings.add(grouping(attribute, images, folders, read));
        }
        return groupings;
    }

    private Grouping grouping(String attribute, Dataset images, List<SiteFolder> folders, Map<Path, ImageTable> read)
            throws DataException, UsageException {
        List<@Nullable String> values = new ArrayList<>(Collections.nCopies(images.size(), null));
        TreeSet<String> sources = new TreeSet<>();
        TreeSet<String> columns = new TreeSet<>();
        for (SiteFolder folder : folders) {
            List<Integer> own = new ArrayList<>();
            for (int i = 0; i < images.size(); i++) {
                if (images.site(i).equals(folder.name())) {
                    own.add(i);
                }
            }
            for (Path file : tablesOf(folder)) {
                ImageTable table = read.get(file);
                if (table == null) {
                    table = ImageTable.read(
                            file,
                            IntStream.range(0, images.size())
                                    .mapToObj(images::id)
                                    .toList());
                    read.put(file, table);
                }
                columns.addAll(table.columns());
                for (int i : own) {
                    Optional<String> value = table.value(images.id(i), attribute);
                    if (value.isPresent() && values.get(i) == null) {
                        values.set(i, value.get());
                        sources.add(table.name());
                    }
                }
            }
        }
        if (DicomSubjects.ATTRIBUTES.contains(attribute) && fromDicom(attribute, images, folders, values)) {
            sources.add("DICOM files");
        }
        if (sources.isEmpty()) {
            throw new UsageException("by: " + attribute + " (expected: "
                    + (columns.isEmpty()
                            ? "--metadata with a table that has this column"
                            : "site, or a column with values: " + String.join(", ", columns))
                    + ")");
        }
        return UsageException.check(() -> new Grouping(attribute, String.join(", ", sources), values));
    }

    /** Fills missing values from DICOM files. Returns whether there was one. */
    private static boolean fromDicom(
            String attribute, Dataset images, List<SiteFolder> folders, List<@Nullable String> values) {
        boolean any = false;
        for (SiteFolder folder : folders) {
            DicomSubjects files = new DicomSubjects(folder.dir());
            for (int i = 0; i < images.size(); i++) {
                if (values.get(i) == null && images.site(i).equals(folder.name())) {
                    Optional<String> value = files.value(images.id(i), attribute);
                    values.set(i, value.orElse(null));
                    any |= value.isPresent();
                }
            }
        }
        return any;
    }

    private List<Path> tablesOf(SiteFolder folder) {
        List<Path> all = new ArrayList<>(tables);
        ImageTable.in(folder.dir()).ifPresent(all::add);
        return all;
    }
}
