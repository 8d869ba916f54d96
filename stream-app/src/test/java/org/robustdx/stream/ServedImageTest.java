package org.robustdx.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What serves holds no broker, none of a broker's libraries, and no demo images: neither the runtime class path nor the container images. */
class ServedImageTest {
    private static final Path ROOT = Path.of(System.getProperty("robustdx.root", ".."));

    /** Maven writes the resolved dependencies here, at compile time. The launcher starts the app from this list. */
    private static final Path CLASS_PATH = Path.of("target/classpath");

    @Test
    void shouldUseNothingOfKafkaButItsClients() throws IOException {
        assertThat(classPath("/org/apache/kafka/"))
                .isNotEmpty()
                .allMatch(jar -> jar.contains("/kafka-clients/") || jar.contains("/kafka-streams/"), "a client");
    }

    @Test
    void shouldUseNoModuleForTrials() throws IOException {
        assertThat(classPath("/broker/", "/broker-", "/lab/", "/lab-")).isEmpty();
    }

    @Test
    void shouldHaveNoLibraryThatOnlyABrokerNeeds() throws IOException {
        assertThat(classPath("scala", "zookeeper", "yammer", "jopt-simple", "argparse4j", "re2j"))
                .isEmpty();
    }

    private static List<String> classPath(String... parts) throws IOException {
        return Stream.of(Files.readString(CLASS_PATH).strip().split(":"))
                .filter(entry -> Stream.of(parts).anyMatch(entry.replace('\\', '/')::contains))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"app.Dockerfile", "app-cuda.Dockerfile"})
    void shouldCopyNothingOfTheDemoIntoTheImage(String name) throws IOException {
        List<String> lines = Files.readAllLines(ROOT.resolve("docker").resolve(name));
        assertThat(lines).contains("ARG MODULE=stream-app");
        assertThat(lines.stream().filter(line -> line.startsWith("COPY")))
                .noneMatch(line -> line.contains("demo") || line.contains("lab/") || line.contains("broker/"));
    }
}
