package org.robustdx.trainer.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.robustdx.inference.image.SystemFiles;

/**
 * Images without labels: all files in a folder and in the folders below it. Hidden files and folders, and those that desktop systems leave ({@link
 * SystemFiles}), are skipped. All images belong to one class without meaning.
 */
final class UnlabelledSource implements ImageSource {
    /** Name of the class of images that have no label. */
    static final String CLASS = "unlabelled";

    private final GroupRule groups;

    UnlabelledSource(GroupRule groups) {
        this.groups = groups;
    }

    /** Returns false, because the labels could be missing by mistake. */
    @Override
    public boolean accepts(Path dir) {
        return false;
    }

    @Override
    public ImageListing list(Path dir) throws DataException {
        try {
            List<Sample> samples = new ArrayList<>();
            add(dir, "", samples);
            if (samples.isEmpty()) {
                throw new DataException(dir + ": no image in the folder or below it");
            }
            return new ImageListing(List.of(CLASS), samples, List.of());
        } catch (IOException e) {
            throw new DataException(dir + ": cannot be listed: " + e.getMessage(), e);
        }
    }

    private void add(Path dir, String prefix, List<Sample> samples) throws IOException {
        List<Path> entries;
        try (Stream<Path> all = Files.list(dir)) {
            entries = all.filter(
                            p -> !p.getFileName().toString().startsWith(".") && !SystemFiles.contain(p.getFileName()))
                    .sorted()
                    .toList();
        }
        for (Path entry : entries) {
            String name = entry.getFileName().toString();
            String id = prefix + name;
            if (Files.isDirectory(entry)) {
                if (!Files.isSymbolicLink(entry)) { // it may lead back to a folder above
                    add(entry, id + "/", samples);
                }
            } else {
                samples.add(new Sample(id, entry, 0, groups.groupOf(id, name), id));
            }
        }
    }
}
