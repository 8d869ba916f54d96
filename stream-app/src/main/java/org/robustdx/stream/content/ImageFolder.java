package org.robustdx.stream.content;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.robustdx.inference.image.SystemFiles;
import org.robustdx.kafka.UserException;

/**
 * The files of a folder and of the folders in it, in the order of their names, whatever they are: the stream finds out which are not images. Left
 * out are {@value #MANIFEST} at the top, which describes the others, and the files that desktop systems leave ({@link SystemFiles}).
 *
 * @param root the folder
 * @param files its files
 */
public record ImageFolder(Path root, List<Path> files) {
    /** Name of the file that describes the others. */
    public static final String MANIFEST = "manifest.csv";

    private static final int DEEPEST = 64;

    public ImageFolder {
        files = List.copyOf(files);
    }

    /**
     * Returns the files of this folder.
     *
     * @throws UserException if it is no folder, cannot be read, or holds no file
     */
    public static ImageFolder read(Path root) {
        if (!Files.isDirectory(root)) {
            throw UserException.badInput("images: %s (expected: a folder)".formatted(root));
        }
        try (Stream<Path> found = Files.walk(root, DEEPEST, new FileVisitOption[0])) {
            List<Path> files = found.filter(Files::isRegularFile)
                    .filter(file -> !file.equals(root.resolve(MANIFEST)))
                    .filter(file -> !SystemFiles.contain(root.relativize(file)))
                    .sorted()
                    .toList();
            if (files.isEmpty()) {
                throw UserException.badInput("images: %s holds no files".formatted(root));
            }
            return new ImageFolder(root, files);
        } catch (IOException | UncheckedIOException e) {
            throw UserException.badInput("images: %s cannot be read".formatted(root));
        }
    }

    /** Returns a file's name within the folder, with {@code /} between its parts on every platform. */
    public String name(Path file) {
        return root.relativize(file).toString().replace('\\', '/');
    }
}
