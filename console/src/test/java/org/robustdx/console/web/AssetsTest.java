package org.robustdx.console.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AssetsTest {
    private static final Path FOLDER = Path.of("src/main/resources/org/robustdx/console/web/assets");

    private static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.toList();
        }
    }

    @Test
    void shouldServeEveryFileAndNoOther() throws IOException {
        Assets assets = new Assets();
        for (Path file : files()) {
            assertThat(assets.find(file.getFileName().toString()).orElseThrow().bytes())
                    .isEqualTo(Files.readAllBytes(file));
        }
        assertThat(assets.find("../ConsoleHandler.class")).isEmpty();
        assertThat(assets.find("")).isEmpty();
    }

    /** A closed network must not matter: nothing names another host. (The name of SVG's namespace is a name, not a request.) */
    @Test
    void shouldAskNoOtherHostForAnything() throws IOException {
        for (Path file : files()) {
            assertThat(Files.readString(file).replace("http://www.w3.org/2000/svg", ""))
                    .as(file.toString())
                    .doesNotContain("http://", "https://", "ws://", "wss://")
                    .doesNotContainPattern("@import|url\\(|importScripts|[\"'`]//");
        }
    }

    @Test
    void shouldRunNothingThatThePolicyForbids() throws IOException {
        for (Path file : files()) {
            assertThat(Files.readString(file))
                    .as(file.toString())
                    .doesNotContainPattern("\\beval\\(|new Function|document\\.write");
        }
    }
}
