package org.robustdx.trainer.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.robustdx.inference.image.SystemFiles;

/**
 * One folder per class: {@code DIR/CLASS/*}, or {@code DIR/train/CLASS/*}. Classes are the folders' names, sorted. Hidden files and folders, and
 * those that desktop systems leave ({@link SystemFiles}), are skipped. Anything else in a class folder that is not a regular file is a bad item.
 */
public final class FolderSource implements ImageSource {
    private final GroupRule groups;

    public FolderSource(GroupRule groups) {
        this.groups = groups;
    }

    @Override
    public boolean accepts(Path dir) {
        try {
            return !folders(root(dir)).isEmpty();
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public ImageListing list(Path dir) throws DataException {
        try {
            Path root = root(dir);
            List<Path> classFolders = folders(root);
            if (classFolders.size() < 2) {
                throw new DataException(
                        root + ": " + classFolders.size() + " class folders (expected: at least 2, one per class)");
            }
            List<String> classes = new ArrayList<>();
            List<Sample> samples = new ArrayList<>();
            List<BadItem> bad = new ArrayList<>();
            for (Path folder : classFolders) {
                String name = folder.getFileName().toString();
                int before = samples.size();
                for (Path file : visible(folder)) {
                    String fileName = file.getFileName().toString();
                    String id = name + "/" + fileName;
                    if (Files.isRegularFile(file)) {
                        samples.add(new Sample(id, file, classes.size(), groups.groupOf(id, fileName), id));
                    } else {
                        bad.add(new BadItem(id, "not a file (expected: images directly in the class folder)"));
                    }
                }
                if (samples.size() == before) {
                    throw new DataException(folder + ": a class folder without images");
                }
                classes.add(name);
            }
            return new ImageListing(classes, samples, bad);
        } catch (IOException e) {
            throw new DataException(dir + ": cannot be listed: " + e.getMessage(), e);
        }
    }

    /** Returns the folder of the class folders. Published data sets have {@code DIR/train} beside {@code DIR/test}; the former is used. */
    private static Path root(Path dir) throws IOException {
        Path train = dir.resolve("train");
        return Files.isDirectory(train) && !folders(train).isEmpty() ? train : dir;
    }

    private static List<Path> folders(Path dir) throws IOException {
        return visible(dir).stream().filter(Files::isDirectory).toList();
    }

    private static List<Path> visible(Path dir) throws IOException {
        try (Stream<Path> entries = Files.list(dir)) {
            return entries.filter(p -> {
                        String name = p.getFileName().toString();
                        return !name.startsWith(".") && !SystemFiles.contain(p.getFileName());
                    })
                    .sorted()
                    .toList();
        }
    }
}
