package org.robustdx.stream.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.robustdx.kafka.UserException;

/**
 * Protects the folder of Kafka Streams' local state: only the user may own it and write to it. Another writer could
 * make the app read forged state, or place a link that redirects the app's writes.
 */
public final class StateFolder {
    private static final int STICKY = 01000;
    private static final int GROUP_WRITES = 0020;
    private static final int OTHERS_WRITE = 0002;
    private static final String TRUST = ", or --trust-state-dir if only this user can reach the folder";

    private StateFolder() {}

    /**
     * Returns the default folder: {@code robustdx/APPLICATION} in {@code XDG_STATE_HOME}, or in {@code .local/state} of
     * the user's home.
     *
     * @throws UserException if the user has no home
     */
    public static Path ofUser(Map<String, String> environment, String home, String application) {
        return absolute(environment.getOrDefault("XDG_STATE_HOME", ""))
                .or(() -> absolute(home).map(own -> own.resolve(".local").resolve("state")))
                .map(state -> state.resolve("robustdx").resolve(application))
                .orElseThrow(
                        () -> UserException.badInput("state-dir: none (expected: a folder, as this user has no home)"));
    }

    private static Optional<Path> absolute(String name) {
        return Optional.of(Path.of(name)).filter(Path::isAbsolute);
    }

    /**
     * Creates the folder if it is missing, and checks that it is private to the user:
     * <ul>
     * <li>it belongs to this user, only this user may write to it, and it is not a symbolic link;
     * <li>each folder above it belongs to this user or to root, and does not let other users rename its entries.
     * </ul>
     * A file system without POSIX permissions is not checked.
     *
     * @throws UserException if a check fails
     */
    public static void claim(Path folder) {
        Path absolute = folder.toAbsolutePath().normalize();
        if (Files.isSymbolicLink(absolute)) {
            throw refused("%s (expected: a folder, not a link to one)".formatted(folder));
        }
        try {
            create(absolute);
            if (Files.getFileStore(absolute).supportsFileAttributeView("posix")) {
                int user = user(absolute);
                checkOwn(absolute, user);
                checkAbove(absolute, user, folder);
                checkAbove(absolute.toRealPath(), user, folder);
            }
        } catch (IOException e) {
            throw UserException.failed(
                    "state-dir: %s (expected: a folder that this user may write to)".formatted(folder));
        }
    }

    /** Creates missing folders with mode 700, as the XDG base directory specification requires. */
    private static void create(Path folder) throws IOException {
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } else {
            Files.createDirectories(folder);
        }
    }

    /** Returns the id of the process's user. Java has no call for it, so this method reads the owner of a new file. */
    private static int user(Path folder) throws IOException {
        Path probe = Files.createTempFile(folder, ".owner", "");
        try {
            return owner(probe);
        } finally {
            Files.delete(probe);
        }
    }

    private static void checkOwn(Path folder, int user) throws IOException {
        if (owner(folder) != user || (mode(folder) & (GROUP_WRITES | OTHERS_WRITE)) != 0) {
            throw refused("%s (expected: a folder that belongs to this user and that nobody else may write to%s)"
                    .formatted(folder, TRUST));
        }
    }

    private static void checkAbove(Path folder, int user, Path shown) throws IOException {
        for (Path above = folder.getParent(); above != null; above = above.getParent()) {
            boolean safe = owner(above) == user || owner(above) == 0;
            boolean renamed =
                    !Files.isSymbolicLink(above) && (mode(above) & OTHERS_WRITE) != 0 && (mode(above) & STICKY) == 0;
            if (!safe || renamed) {
                throw refused("%s (expected: a folder in which nobody else may rename it, and others may at %s%s)"
                        .formatted(shown, above, TRUST));
            }
        }
    }

    private static UserException refused(String what) {
        return UserException.badInput("state-dir: " + what);
    }

    private static int owner(Path path) throws IOException {
        return (int) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    }

    private static int mode(Path path) throws IOException {
        return (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
    }
}
