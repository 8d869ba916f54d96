package org.robustdx.stream.classify;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.robustdx.kafka.UserException;
import org.robustdx.stream.content.ImageFolder;

/** Expands paths on a command line to files. */
public final class ImageFiles {
    private ImageFiles() {}

    /**
     * Returns the files, and the files in the folders, in the order of the paths. The files of a folder are sorted by
     * name.
     *
     * @throws UserException if a path does not exist, or a folder contains no files or is not readable
     */
    public static List<Path> of(List<Path> paths) {
        List<Path> files = new ArrayList<>();
        for (Path path : paths) {
            if (Files.isDirectory(path)) {
                files.addAll(ImageFolder.read(path).files());
            } else if (Files.isRegularFile(path)) {
                files.add(path);
            } else {
                throw UserException.badInput("path: %s (expected: a file or a folder)".formatted(path));
            }
        }
        return files;
    }
}
