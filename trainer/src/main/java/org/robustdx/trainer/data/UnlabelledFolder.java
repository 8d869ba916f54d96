package org.robustdx.trainer.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.robustdx.inference.image.SystemFiles;

/**
 * Images without labels: all files of a folder and of the folders below it. Hidden files and folders, those that desktop systems leave
 * ({@link SystemFiles}), tables ({@code .csv}) and notes ({@code .md}) are skipped. All images belong to one class without meaning.
 */
final class UnlabelledFolder implements ImageSource {
    /** The class of all images. */
    static final String CLASS = "unlabelled";

    private static final int MAX_DEPTH = 16;

    private final GroupRule groups = GroupRule.byFileName();

    /** Returns false, because the labels could be missing by mistake: the caller must ask for this layout. */
    @Override
    public boolean accepts(Path dir) {
        return false;
    }

    @Override
    public ImageListing list(Path dir) throws DataException {
        if (!Files.isDirectory(dir)) {
            throw new DataException(dir + ": no such folder");
        }
        List<Sample> samples = new ArrayList<>();
        // A folder that is a link is read; a link to a folder inside it is not, because it may lead back.
        try (Stream<Path> files = Files.walk(dir.toRealPath(), MAX_DEPTH)) {
            Path root = dir.toRealPath();
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                Path relative = root.relativize(file);
                if (visible(relative)) {
                    String id = relative.toString().replace('\\', '/');
                    String name = String.valueOf(file.getFileName());
                    samples.add(new Sample(id, file, 0, groups.groupOf(id, name), id));
                }
            }
        } catch (IOException | UncheckedIOException e) {
            throw new DataException(dir + ": cannot be listed: " + e.getMessage(), e);
        }
        if (samples.isEmpty()) {
            throw new DataException(dir + ": no files (expected: images)");
        }
        return new ImageListing(List.of(CLASS), samples, List.of());
    }

    private static boolean visible(Path relative) {
        for (Path part : relative) {
            if (part.toString().startsWith(".") || SystemFiles.contain(part)) {
                return false;
            }
        }
        String name = relative.toString().toLowerCase(Locale.ROOT);
        return !name.endsWith(".csv") && !name.endsWith(".md");
    }
}
