package org.robustdx.stream.app;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.kafka.streams.StreamsConfig;
import org.robustdx.kafka.UserException;

/**
 * Tracks whether the app closed its local state in order, with a mark file beside the state folder.
 *
 * <p>A killed process may leave writes that were never committed. With exactly-once processing, Kafka Streams deletes
 * such state and restores it from the changelogs. But it detects the damage only while it opens the stores. A window
 * store with a damaged file then stays half open and stops the app (KAFKA-20808). Therefore the app deletes the state
 * first, if the mark shows that it was in use. The app also deletes the state of an earlier version, whose stores
 * belonged to another task.
 */
final class LocalState {
    /**
     * Folders of the tasks that read images. These tasks have no stores, because the image topic may have more
     * partitions than the internal topics. Stores in such a folder come from an earlier version.
     */
    private static final String STATELESS_TASKS = "0_*";

    private final Path folder;
    private final Path tasks;
    private final Path mark;
    private final boolean exactlyOnce;
    private boolean opened;

    private LocalState(Path folder, String application, boolean exactlyOnce) {
        this.folder = folder;
        this.tasks = folder.resolve(application);
        this.mark = folder.resolve(application + ".in-use");
        this.exactlyOnce = exactlyOnce;
    }

    /** Returns the state of an app with these properties. Kafka Streams locks the folder against other processes. */
    static LocalState of(Properties settings) {
        return new LocalState(
                Path.of(String.valueOf(settings.get(StreamsConfig.STATE_DIR_CONFIG))),
                String.valueOf(settings.get(StreamsConfig.APPLICATION_ID_CONFIG)),
                StreamsConfig.EXACTLY_ONCE_V2.equals(settings.get(StreamsConfig.PROCESSING_GUARANTEE_CONFIG)));
    }

    /**
     * Marks the state as in use.
     *
     * @param cleanUp deletes the state; called if the state was not closed in order, or if an earlier version wrote it
     * @throws UserException if the folder is not writable
     */
    void opening(Runnable cleanUp) {
        try {
            boolean inUse = Files.exists(mark);
            if ((inUse && exactlyOnce) || isOfEarlierVersion()) {
                cleanUp.run();
            }
            if (!inUse) {
                Files.createDirectories(folder);
                Files.createFile(mark);
            }
            opened = true;
        } catch (IOException e) {
            throw UserException.failed("state-dir: %s cannot be written: %s".formatted(mark, e.getMessage()));
        }
    }

    private boolean isOfEarlierVersion() throws IOException {
        if (!Files.isDirectory(tasks)) {
            return false;
        }
        try (DirectoryStream<Path> stateless = Files.newDirectoryStream(tasks, STATELESS_TASKS)) {
            for (Path task : stateless) {
                try (DirectoryStream<Path> stores = Files.newDirectoryStream(task, Files::isDirectory)) {
                    if (stores.iterator().hasNext()) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /**
     * Removes the mark after all stores were closed in order. Keeps the mark of a killed process if this process did
     * not open the state.
     */
    void closed() {
        if (!opened) {
            return;
        }
        try {
            Files.deleteIfExists(mark);
        } catch (IOException e) {
            // The mark remains, so the next start rebuilds the state. That costs time, but is correct.
        }
    }
}
