package org.robustdx.stream.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.robustdx.kafka.UserException;

class LocalStateTest {
    @TempDir
    private Path folder = Path.of("");

    private final AtomicInteger cleaned = new AtomicInteger();

    @Test
    void shouldDeleteStateThatAKilledProcessLeft() {
        state(folder, StreamsConfig.EXACTLY_ONCE_V2).opening(cleaned::incrementAndGet);
        assertThat(cleaned).as("nothing was there").hasValue(0);

        state(folder, StreamsConfig.EXACTLY_ONCE_V2).opening(cleaned::incrementAndGet);
        assertThat(cleaned).as("it was not closed").hasValue(1);

        state(folder, StreamsConfig.EXACTLY_ONCE_V2).opening(cleaned::incrementAndGet);
        assertThat(cleaned).as("it was not closed again").hasValue(2);
    }

    @Test
    void shouldKeepStateThatWasClosedInOrder() {
        LocalState state = state(folder, StreamsConfig.EXACTLY_ONCE_V2);
        state.opening(cleaned::incrementAndGet);
        state.closed();
        state.closed();
        state(folder, StreamsConfig.EXACTLY_ONCE_V2).opening(cleaned::incrementAndGet);
        assertThat(cleaned).hasValue(0);
    }

    @Test
    void shouldDeleteItAfterAStartThatFailedBeforeOpeningIt() {
        state(folder, StreamsConfig.EXACTLY_ONCE_V2).opening(cleaned::incrementAndGet);
        state(folder, StreamsConfig.EXACTLY_ONCE_V2).closed();
        state(folder, StreamsConfig.EXACTLY_ONCE_V2).opening(cleaned::incrementAndGet);
        assertThat(cleaned).hasValue(1);
    }

    @Test
    void shouldKeepEverythingWithAtLeastOnceProcessing() {
        state(folder, StreamsConfig.AT_LEAST_ONCE).opening(cleaned::incrementAndGet);
        state(folder, StreamsConfig.AT_LEAST_ONCE).opening(cleaned::incrementAndGet);
        assertThat(cleaned).hasValue(0);
    }

    @Test
    void shouldDeleteStateOfAnEarlierVersion() throws Exception {
        Files.createDirectories(folder.resolve("app/1_0/image-ids"));
        Files.createDirectories(folder.resolve("app/0_0"));
        state(folder, StreamsConfig.AT_LEAST_ONCE).opening(cleaned::incrementAndGet);
        assertThat(cleaned).as("stores behind the sightings").hasValue(0);
        Files.createDirectories(folder.resolve("app/0_0/image-ids/image-ids.0"));
        state(folder, StreamsConfig.AT_LEAST_ONCE).opening(cleaned::incrementAndGet);
        assertThat(cleaned).as("stores before them").hasValue(1);
    }

    @Test
    void shouldReportAFolderThatIsNotWritable() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        LocalState state = state(file, StreamsConfig.EXACTLY_ONCE_V2);
        assertThatExceptionOfType(UserException.class)
                .isThrownBy(() -> state.opening(cleaned::incrementAndGet))
                .withMessageStartingWith("state-dir: " + file.resolve("app.in-use") + " cannot be written: ");
    }

    private static LocalState state(Path folder, String guarantee) {
        Properties settings = new Properties();
        settings.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "app");
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, guarantee);
        return LocalState.of(settings);
    }
}
