package org.robustdx.stream.containers;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;

/** The stack of docker/compose.yaml on this machine, under a name and on ports of its own; closing it removes all that it made. */
final class Compose implements AutoCloseable {
    /** The plugin, and what Debian has of old. */
    private static final List<List<String>> PROGRAMS = List.of(List.of("docker", "compose"), List.of("docker-compose"));

    private final List<String> program = new ArrayList<>();
    private final Map<String, String> environment = new TreeMap<>();

    private Compose(List<String> files, Map<String, String> environment) throws IOException {
        program.addAll(program());
        files.forEach(file -> program.addAll(List.of("-f", file)));
        this.environment.put("COMPOSE_PROFILES", "cpu,console");
        this.environment.putAll(environment);
        this.environment.put(
                "COMPOSE_PROJECT_NAME",
                "robustdx-test-" + ProcessHandle.current().pid());
        for (String image : List.of("app", "console", "gateway")) {
            this.environment.put(
                    image.toUpperCase(Locale.ROOT) + "_IMAGE", Images.of(image).asCanonicalNameString());
        }
        try (ServerSocket kafka = new ServerSocket(0);
                ServerSocket console = new ServerSocket(0);
                ServerSocket archive = new ServerSocket(0);
                ServerSocket prometheus = new ServerSocket(0)) {
            this.environment.put("KAFKA_PORT", Integer.toString(kafka.getLocalPort()));
            this.environment.put("CONSOLE_PORT", Integer.toString(console.getLocalPort()));
            this.environment.put("ORTHANC_PORT", Integer.toString(archive.getLocalPort()));
            this.environment.put("PROMETHEUS_PORT", Integer.toString(prometheus.getLocalPort()));
        }
    }

    /** Skips the test, saying why, where no Compose is installed. */
    static void assumeThere() throws IOException {
        Assumptions.assumeTrue(
                !program().isEmpty(), "neither docker compose nor docker-compose is there: the stack is not tested");
    }

    /** Returns the command that runs Compose here; none: there is none. */
    private static List<String> program() {
        for (List<String> program : PROGRAMS) {
            List<String> version = new ArrayList<>(program);
            version.add("version");
            try {
                Shell.run(Map.of(), version);
                return program;
            } catch (IOException | IllegalStateException notThere) {
                // The other may be.
            }
        }
        return List.of();
    }

    /**
     * Returns the stack, newly started.
     *
     * @param files compose files, in docker/
     * @param environment variables for them; {@code COMPOSE_PROFILES} is {@code cpu,console} unless it is one of them
     */
    static Compose up(List<String> files, Map<String, String> environment) throws IOException {
        Compose stack = new Compose(files, environment);
        try {
            stack.run("up", "-d");
            return stack;
        } catch (IOException | RuntimeException e) {
            try {
                stack.close();
            } catch (IOException | RuntimeException also) {
                e.addSuppressed(also);
            }
            throw e;
        }
    }

    private void run(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(program);
        command.addAll(List.of(arguments));
        Shell.run(environment, command);
    }

    /** Runs one of Kafka's own tools as docs/operations.md does. */
    void kafka(String words) throws IOException {
        List<String> command = new ArrayList<>(List.of("./kafka.sh"));
        command.addAll(List.of(words.split(" ", -1)));
        Shell.run(environment, command);
    }

    /** Returns the brokers as the host reaches them. */
    String bootstrapServers() {
        return "localhost:" + environment.get("KAFKA_PORT");
    }

    /** Returns the port of the triage console on the host. */
    int consolePort() {
        return Integer.parseInt(Objects.requireNonNull(environment.get("CONSOLE_PORT")));
    }

    /** Returns the archive of the profile {@code department}. */
    ArchiveClient archive() {
        return new ArchiveClient(Integer.parseInt(Objects.requireNonNull(environment.get("ORTHANC_PORT"))));
    }

    /** Returns where the host reaches Prometheus. */
    String prometheus() {
        return "http://localhost:" + environment.get("PROMETHEUS_PORT");
    }

    @Override
    public void close() throws IOException {
        run("down", "--volumes", "--timeout", "5");
    }
}
