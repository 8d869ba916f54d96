package org.robustdx.stream.classify;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.robustdx.kafka.UserException;
import org.robustdx.stream.content.ImageFolder;

/** The files that paths on a command line stand for. */
public final class ImageFiles {
    private ImageFiles() {}

    /**
     * Returns the files themselves and the files of the folders, in the order of the paths, those of a folder by name.
     *
     * @throws UserException if a path leads nowhere, or a folder holds no files or cannot be read
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
