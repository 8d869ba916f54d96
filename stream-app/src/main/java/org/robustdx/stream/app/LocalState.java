package org.robustdx.stream.app;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.kafka.streams.StreamsConfig;
import org.robustdx.kafka.UserException;

/**
 * Whether the files of the state were left in order. Those of a process that was killed may hold what was never committed; exactly once, Kafka
 * Streams throws them away in the end and reads the changelogs anew. But it finds out while it opens them, and a store of windows whose file turns
 * out to be such a one stays half open and then stops the app (KAFKA-20808). So they are thrown away before. So is the state of an earlier version, whose
 * stores were another task's.
 */
final class LocalState {
    /** Folders of tasks that read images; they hold no stores since the image topic may have more partitions than internal topics. */
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

    /** Returns the state of an app with these properties, and of no other process: Kafka Streams has its folder's lock. */
    static LocalState of(Properties settings) {
        return new LocalState(
                Path.of(String.valueOf(settings.get(StreamsConfig.STATE_DIR_CONFIG))),
                String.valueOf(settings.get(StreamsConfig.APPLICATION_ID_CONFIG)),
                StreamsConfig.EXACTLY_ONCE_V2.equals(settings.get(StreamsConfig.PROCESSING_GUARANTEE_CONFIG)));
    }

    /**
     * Marks it as in use.
     *
     * @param cleanUp throws it away; called if it was not left in order, or is an earlier version's
     * @throws UserException if its folder cannot be written
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

    /** Takes the mark away: all of it was closed in order. That of a killed process stays while its state was not opened. */
    void closed() {
        if (!opened) {
            return;
        }
        try {
            Files.deleteIfExists(mark);
        } catch (IOException e) {
            // It is built anew the next time, for nothing.
        }
    }
}
