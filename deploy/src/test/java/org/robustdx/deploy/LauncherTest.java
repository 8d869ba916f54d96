package org.robustdx.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code robustdx} builds when it has to, and starts what it built. Maven and Java are scripts here that write down how they were called. */
class LauncherTest {
    private static final List<String> MODULES = List.of(
            "schemas", "inference", "kafka", "http", "broker", "trainer", "stream-app", "console", "gateway", "lab");

    private static final String MAVEN = """
        #!/bin/sh
        echo "$*" >>builds
        for module in MODULES; do
          mkdir -p "$module/target"
          echo "$module" >"$module/target/$module-1.jar"
          printf '%s' "$PWD/schemas/target/schemas-1.jar:/elsewhere/library.jar" >"$module/target/classpath"
        done
        """;

    private static final String JAVA = """
        #!/bin/sh
        printf '%s\n' "$*" >>"${0%/bin/java}/calls"
        if [ "$1" = -version ]; then echo 'openjdk version "17.0.1"' >&2; exit; fi
        if [ "$1" = -Xshare:on ]; then [ "$(cat "${2#*=}")" = whole ]; exit; fi
        while [ "$1" != -cp ]; do shift; done
        echo "$2"
        echo "$3"
        """;

    @TempDir
    private Path folder = Path.of("");

    private Path clone = Path.of("");

    @BeforeEach
    void makeClone() throws IOException {
        clone = folder.toRealPath().resolve("clone");
        Files.createDirectories(clone.resolve(".mvn"));
        for (String file : List.of("robustdx", "commands.txt")) {
            Files.copy(Chart.ROOT.resolve(file), clone.resolve(file));
        }
        Files.writeString(clone.resolve("pom.xml"), "<project>\n  <version>1</version>\n</project>\n");
        script(clone.resolve("mvnw"), MAVEN.replace("MODULES", String.join(" ", MODULES)));
        for (String module : MODULES) {
            Files.createDirectories(clone.resolve(module).resolve("src/main"));
            Files.writeString(clone.resolve(module).resolve("pom.xml"), "<project/>\n");
        }
        Files.createDirectories(folder.resolve("jdk/bin"));
        script(folder.resolve("jdk/bin/java"), JAVA);
    }

    @Test
    void shouldBuildOnceAndStartTheMainClassOfTheModule() throws Exception {
        assertThat(run(clone, "demo")).last().isEqualTo("org.robustdx.lab.cli.Main");
        assertThat(run(clone, "bench", "serve")).last().isEqualTo("org.robustdx.lab.cli.Main");
        assertThat(run(clone, "stream")).last().isEqualTo("org.robustdx.stream.cli.Main");
        assertThat(run(clone, "console")).last().isEqualTo("org.robustdx.console.cli.Main");
        assertThat(builds(clone))
                .as("the build of lab has built stream-app and console too")
                .hasSize(1);
        assertThat(run(clone, "train")).last().isEqualTo("org.robustdx.trainer.cli.Main");
        assertThat(builds(clone)).hasSize(2);
        assertThat(run(clone, "gateway")).last().isEqualTo("org.robustdx.gateway.cli.Main");
        assertThat(builds(clone)).hasSize(3);
    }

    @Test
    void shouldCalibrateFromImagesWithTheTrainerAndFromDiagnosesWithTheApp() throws Exception {
        assertThat(run(clone, "calibrate", "--model", "a.onnx")).last().isEqualTo("org.robustdx.trainer.cli.Main");
        assertThat(run(clone, "calibrate", "--model", "a.onnx", "--from-diagnoses"))
                .last()
                .isEqualTo("org.robustdx.stream.cli.Main");
    }

    /** A row of the table of commands. */
    private record Row(String name, String module, String type) {
        Path source() {
            return Chart.ROOT.resolve(module).resolve("src/main/java").resolve(type.replace('.', '/') + ".java");
        }
    }

    private static List<Row> table() throws IOException {
        return Files.readAllLines(Chart.ROOT.resolve("commands.txt")).stream()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("\\|"))
                .filter(cells -> cells.length == 4)
                .map(cells -> new Row(cells[0], cells[1], cells[2]))
                .toList();
    }

    @Test
    void shouldNameEachCommandAsItsClassDoes() throws IOException {
        assertThat(table()).hasSizeGreaterThan(20);
        for (Row row : table()) {
            String own = first(row.source(), "@Command\\(\\s*name = \"([a-z-]+)\"");
            assertThat(row.name()).isIn(own, "bench " + own, own + " --from-diagnoses");
        }
    }

    @Test
    void shouldListEveryCommandThatIsNotPartOfAnother() throws IOException {
        Set<String> listed = new TreeSet<>();
        for (Row row : table()) {
            listed.add(row.source().toString());
        }
        for (String module : List.of("trainer", "stream-app", "console", "gateway", "lab")) {
            try (Stream<Path> sources = Files.walk(Chart.ROOT.resolve(module).resolve("src/main/java"))) {
                for (Path source : sources.filter(file -> file.toString().endsWith("Command.java"))
                        .toList()) {
                    String type = source.getFileName().toString().replace(".java", ".class");
                    assertThat(listed.contains(source.toString())
                                    || isPartOfAnother(type, Objects.requireNonNull(source.getParent())))
                            .as("%s is in commands.txt, or a subcommand of a class beside it", source)
                            .isTrue();
                }
            }
        }
    }

    private static boolean isPartOfAnother(String type, Path folder) throws IOException {
        try (Stream<Path> beside = Files.list(folder)) {
            for (Path source : beside.toList()) {
                Matcher list =
                        Pattern.compile("subcommands\\s*=\\s*\\{?([\\w.,\\s]+)").matcher(Files.readString(source));
                if (list.find()
                        && Pattern.compile("\\b" + Pattern.quote(type))
                                .matcher(list.group(1))
                                .find()) {
                    return true;
                }
            }
        }
        return false;
    }

    private static String first(Path source, String pattern) throws IOException {
        Matcher matcher = Pattern.compile(pattern).matcher(Files.readString(source));
        assertThat(matcher.find()).as("%s in %s", pattern, source).isTrue();
        return matcher.group(1);
    }

    @Test
    void shouldNameTheCommandsInItsOverviewAndItsErrors() throws Exception {
        assertThat(run(clone, "help"))
                .contains("  bench train    a training step against the same step elsewhere")
                .contains("See it work");
        Process unknown = new ProcessBuilder(clone.resolve("robustdx").toString(), "tran").start();
        assertThat(new String(unknown.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
                .startsWith("command: tran (expected: one of demo, classify, broker, train, ")
                .endsWith(", bench, help, completion)\n");
        assertThat(unknown.waitFor()).isEqualTo(2);
        Process part = new ProcessBuilder(clone.resolve("robustdx").toString(), "bench", "all").start();
        assertThat(new String(part.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("bench: all (expected: %s)\n".formatted(parts()));
    }

    /** Returns the parts of {@code bench} as a sentence lists them. */
    private static String parts() throws IOException {
        List<String> parts = table().stream()
                .map(Row::name)
                .filter(name -> name.startsWith("bench "))
                .map(name -> name.substring("bench ".length()))
                .toList();
        int last = parts.size() - 1;
        return String.join(", ", parts.subList(0, last)) + " or " + parts.get(last);
    }

    @Test
    void shouldStartTheAppFromAnArchiveOfItsClassesOnceThereIsOne() throws Exception {
        Path archive = clone.resolve("target/launcher/stream-app-default/classes-17.jsa");
        String writes = "-XX:ArchiveClassesAtExit=" + archive;
        run(clone, "stream");
        assertThat(lastCall()).contains(writes).doesNotContain("SharedArchiveFile");
        Files.writeString(archive, "a part, because the JVM was killed");
        run(clone, "stream");
        assertThat(lastCall()).contains(writes).doesNotContain("SharedArchiveFile");
        assertThat(archive).doesNotExist();
        Files.writeString(archive, "whole");
        for (int start = 0; start < 2; start++) {
            run(clone, "stream");
            assertThat(lastCall())
                    .contains("-XX:SharedArchiveFile=" + archive)
                    .doesNotContain("ArchiveClassesAtExit", "-Xshare:on");
        }
        run(clone, "console");
        assertThat(lastCall()).doesNotContain("Archive");
        Files.writeString(clone.resolve("stream-app/src/main/Later.java"), "");
        run(clone, "stream");
        assertThat(lastCall()).as("the archive of the build before is gone").contains(writes);
    }

    private String lastCall() throws IOException {
        List<String> calls = Files.readAllLines(folder.resolve("jdk/calls"));
        return calls.get(calls.size() - 1);
    }

    @Test
    void shouldBuildAgainWhenASourceIsNewer() throws Exception {
        run(clone, "stream");
        Files.writeString(clone.resolve("broker/src/main/Later.java"), "");
        run(clone, "stream");
        assertThat(builds(clone)).as("stream-app does not use broker").hasSize(1);
        run(clone, "demo");
        assertThat(builds(clone)).hasSize(2);
        Files.writeString(clone.resolve("kafka/src/main/Later.java"), "");
        run(clone, "stream");
        assertThat(builds(clone)).hasSize(3);
    }

    @Test
    void shouldBuildAgainInACopiedAndInAMovedClone() throws Exception {
        List<String> first = run(clone, "stream");
        assertThat(jars(first)).isNotEmpty().allMatch(jar -> jar.startsWith(clone + "/"));

        Path copy = folder.toRealPath().resolve("copy");
        assertThat(new ProcessBuilder("cp", "-a", clone.toString(), copy.toString())
                        .start()
                        .waitFor())
                .isZero();
        assertThat(jars(run(copy, "stream"))).isNotEmpty().allMatch(jar -> jar.startsWith(copy + "/"));
        assertThat(builds(copy)).hasSize(2);
        run(copy, "stream");
        assertThat(builds(copy)).as("built for this folder by now").hasSize(2);

        Path moved = Files.move(clone, folder.toRealPath().resolve("moved"));
        assertThat(jars(run(moved, "stream"))).isNotEmpty().allMatch(jar -> jar.startsWith(moved + "/"));
        assertThat(builds(moved)).hasSize(2);
    }

    private static List<String> jars(List<String> started) {
        return Stream.of(started.get(started.size() - 2).split(":"))
                .filter(jar -> !jar.equals("/elsewhere/library.jar"))
                .toList();
    }

    private static List<String> builds(Path clone) throws IOException {
        return Files.readAllLines(clone.resolve("builds"));
    }

    private List<String> run(Path clone, String... command) throws Exception {
        ProcessBuilder process = new ProcessBuilder(
                        Stream.concat(Stream.of(clone.resolve("robustdx").toString()), Stream.of(command))
                                .toList())
                .redirectError(folder.resolve("errors").toFile());
        process.environment().put("JAVA_HOME", folder.resolve("jdk").toString());
        process.environment().remove("ROBUSTDX_CUDA");
        Process started = process.start();
        String output = new String(started.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(started.waitFor())
                .as(Files.readString(folder.resolve("errors")))
                .isZero();
        return output.lines().toList();
    }

    private static void script(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
