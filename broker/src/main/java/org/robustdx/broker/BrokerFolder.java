package org.robustdx.broker;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.robustdx.kafka.UserException;

/**
 * A folder with the data of one broker. One process at a time can claim it. A lock file marks the folder as a broker's.
 * The operating system releases the lock when the process ends, even after a crash.
 */
public final class BrokerFolder implements AutoCloseable {
    private static final String LOCK = "robustdx-broker.lock";

    private final Path path;
    private final FileChannel lock;

    private BrokerFolder(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /**
     * Claims a folder for a broker of this process. Creates a missing folder.
     *
     * @throws UserException if another broker uses the folder, or the folder contains files of another program
     */
    public static BrokerFolder claim(Path path) throws IOException {
        if (Files.exists(path) && !Files.isDirectory(path)) {
            throw refused(path, "a folder");
        }
        Path file = path.resolve(LOCK);
        try {
            if (!Files.isDirectory(path)) {
                Files.createDirectories(path);
            }
            if (!Files.exists(file) && !isEmpty(path)) {
                throw refused(path, "a new or empty folder, or one of an earlier ./robustdx broker");
            }
            return locked(path, FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE));
        } catch (FileSystemException e) {
            throw refused(path, "a folder that can be written");
        }
    }

    private static BrokerFolder locked(Path path, FileChannel file) throws IOException {
        try {
            if (lock(file) == null) {
                throw refused(path, "a folder that no running broker uses");
            }
            return new BrokerFolder(path, file);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /** Returns the lock, or null if this or another process holds it. */
    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.findAny().isEmpty();
        }
    }

    private static UserException refused(Path path, String expected) {
        return UserException.badInput("data: %s (expected: %s)".formatted(path, expected));
    }

    /** Returns the folder. */
    public Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
