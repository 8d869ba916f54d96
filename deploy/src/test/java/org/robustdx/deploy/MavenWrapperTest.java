package org.robustdx.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code mvnw} installs what has the sum that the project states, and nothing else, whatever it downloads and unpacks with. */
class MavenWrapperTest {
    private static final String NAME = "apache-maven-0";
    private static final List<String> TOOLS = List.of(
            "basename",
            "cat",
            "chmod",
            "dirname",
            "gzip",
            "mkdir",
            "mktemp",
            "mv",
            "rm",
            "sh",
            "sha256sum",
            "tar",
            "tr",
            "uname");

    @TempDir
    private Path folder = Path.of("");

    /** The programs beside those that every system has; the last has neither wget nor curl, and downloads by Java. */
    @ParameterizedTest
    @ValueSource(strings = {"unzip wget", "unzip curl", "wget", "curl", "unzip"})
    void shouldInstallTheDistributionOfTheStatedSumOnly(String programs) throws Exception {
        List<String> programsFound = List.of(programs.split(" ", -1));
        assumeTrue(programsFound.stream().allMatch(name -> find(name).isPresent()), programs + ": not all are here");
        byte[] zip = zip();
        byte[] tarGz = tarGz();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        serve(server, "/" + NAME + "-bin.zip", zip);
        serve(server, "/" + NAME + "-bin.tar.gz", tarGz);
        server.start();
        try {
            String url = "http://127.0.0.1:%d/%s-bin.zip"
                    .formatted(server.getAddress().getPort(), NAME);
            String none = "0".repeat(64);
            Run wrong = run(url, programsFound, none, none);
            assertThat(wrong.exitCode()).as(wrong.output()).isNotZero();
            assertThat(wrong.output()).contains("Failed to validate Maven distribution SHA-256");
            assertThat(wrong.installed()).isFalse();

            Run right = run(url, programsFound, sha256(zip), sha256(tarGz));
            assertThat(right.installed()).as(right.output()).isTrue();
        } finally {
            server.stop(0);
        }
    }

    @Test
    void shouldStateTheSumsOfBothArchives() throws IOException {
        Properties settings = new Properties();
        try (var in = Files.newBufferedReader(Chart.ROOT.resolve(".mvn/wrapper/maven-wrapper.properties"))) {
            settings.load(in);
        }
        for (String name : List.of("distributionSha256Sum", "distributionTarGzSha256Sum")) {
            assertThat(settings.getProperty(name)).as(name).matches("[0-9a-f]{64}");
        }
    }

    private record Run(int exitCode, String output, boolean installed) {}

    private Run run(String url, List<String> programs, String zipSum, String tarGzSum) throws Exception {
        Path project = Files.createTempDirectory(folder, "project");
        Files.copy(Chart.ROOT.resolve("mvnw"), project.resolve("mvnw"));
        Path settings = Files.createDirectories(project.resolve(".mvn/wrapper"));
        Files.writeString(
                settings.resolve("maven-wrapper.properties"),
                "distributionUrl=%s\ndistributionSha256Sum=%s\ndistributionTarGzSha256Sum=%s\n"
                        .formatted(url, zipSum, tarGzSum));
        Path bin = Files.createDirectory(project.resolve("bin"));
        for (String name : Stream.concat(TOOLS.stream(), programs.stream()).toList()) {
            Optional<Path> program = find(name);
            assumeTrue(program.isPresent(), name + ": not here");
            Files.createSymbolicLink(bin.resolve(name), program.orElseThrow());
        }
        Path home = project.resolve("home");
        ProcessBuilder process = new ProcessBuilder(bin.resolve("sh").toString(), "mvnw")
                .directory(project.toFile())
                .redirectErrorStream(true);
        process.environment().clear();
        process.environment().put("PATH", bin.toString());
        process.environment().put("HOME", home.toString());
        process.environment().put("MAVEN_USER_HOME", home.toString());
        process.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process started = process.start();
        String output = new String(started.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exitCode = started.waitFor();
        try (Stream<Path> files = Files.walk(home)) {
            return new Run(exitCode, output, files.anyMatch(file -> file.endsWith("bin/mvn")));
        }
    }

    private static Optional<Path> find(String program) {
        return Stream.of("/usr/bin", "/bin", "/usr/local/bin", "/opt/homebrew/bin")
                .map(where -> Path.of(where, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static void serve(HttpServer server, String path, byte[] bytes) {
        server.createContext(path, exchange -> {
            try (exchange;
                    OutputStream out = exchange.getResponseBody()) {
                exchange.sendResponseHeaders(200, bytes.length);
                out.write(bytes);
            }
        });
    }

    private static byte[] zip() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry(NAME + "/bin/mvn"));
            zip.closeEntry();
        }
        return bytes.toByteArray();
    }

    private byte[] tarGz() throws IOException, InterruptedException {
        Path program = folder.resolve(NAME).resolve("bin/mvn");
        Files.createDirectories(folder.resolve(NAME).resolve("bin"));
        Files.write(program, new byte[0]);
        Path archive = folder.resolve("maven.tar.gz");
        Process tar = new ProcessBuilder("tar", "czf", archive.toString(), "-C", folder.toString(), NAME)
                .inheritIO()
                .start();
        assertThat(tar.waitFor()).isZero();
        return Files.readAllBytes(archive);
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
