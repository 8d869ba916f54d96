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
 * The files of a folder and its subfolders, sorted by path. Includes files that are not images; the stream refuses
 * these. Excludes {@value #MANIFEST} in the top folder, which describes the other files, and system files
 * ({@link SystemFiles}), such as {@code .DS_Store}.
 *
 * @param root the folder
 * @param files its files
 */
public record ImageFolder(Path root, List<Path> files) {
    /** Name of the file that describes the other files. */
    public static final String MANIFEST = "manifest.csv";

    private static final int DEEPEST = 64;

    public ImageFolder {
        files = List.copyOf(files);
    }

    /**
     * Lists the files of a folder.
     *
     * @throws UserException if {@code root} is not a folder, is not readable, or contains no file
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
                throw UserException.badInput("images: %s contains no files".formatted(root));
            }
            return new ImageFolder(root, files);
        } catch (IOException | UncheckedIOException e) {
            throw UserException.badInput("images: %s cannot be read".formatted(root));
        }
    }

    /** Returns the path of a file relative to the folder, with {@code /} as separator on every platform. */
    public String name(Path file) {
        return root.relativize(file).toString().replace('\\', '/');
    }
}
