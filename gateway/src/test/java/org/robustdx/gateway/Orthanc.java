package org.robustdx.gateway;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/** A real archive: Debian's Orthanc with its DICOMweb plugin, on loopback. */
public final class Orthanc implements AutoCloseable {
    private static final String PROGRAM = "/usr/sbin/Orthanc";
    private static final String PLUGIN = "/usr/share/orthanc/plugins/libOrthancDicomWeb.so";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client = HttpClient.newHttpClient();
    private final Path folder;
    private final int port;
    private Process process;

    private Orthanc(Path folder, int port) throws IOException {
        this.folder = folder;
        this.port = port;
        this.process = begin();
    }

    /** Starts an archive that keeps its data in this folder. Skips the test if it is not installed. */
    public static Orthanc start(Path folder) throws IOException {
        Tools.require(PROGRAM, "orthanc");
        assumeTrue(Files.exists(Path.of(PLUGIN)), PLUGIN + ": not found (expected: Debian package orthanc-dicomweb)");
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Files.createDirectories(folder.resolve("data"));
        String data = folder.resolve("data").toString();
        Map<String, Object> settings = Map.of(
                "Name",
                "test",
                "HttpPort",
                port,
                "RemoteAccessAllowed",
                false,
                "AuthenticationEnabled",
                false,
                "DicomServerEnabled",
                false,
                "StorageDirectory",
                data,
                "IndexDirectory",
                data,
                "OverwriteInstances",
                false,
                "Plugins",
                List.of(PLUGIN));
        JSON.writeValue(folder.resolve("orthanc.json").toFile(), settings);
        return new Orthanc(folder, port);
    }

    private Process begin() throws IOException {
        File log = folder.resolve("orthanc.log").toFile();
        Process started = new ProcessBuilder(
                        PROGRAM, folder.resolve("orthanc.json").toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                .start();
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> {
            try {
                return get("/system").statusCode() == 200;
            } catch (IOException e) {
                return false;
            }
        });
        return started;
    }

    /** Ends the archive as kill -9 does. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Starts it again with what it has. */
    public void restart() throws IOException {
        process = begin();
    }

    /** Returns the base URL of DICOMweb. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + port + "/dicom-web");
    }

    private HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + port + path);
        return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private byte[] post(String path, byte[] body) throws IOException, InterruptedException {
        try {
            return posted(path, body);
        } catch (IOException e) {
            return posted(path, body); // Orthanc closes a connection after a second without requests.
        }
    }

    private byte[] posted(String path, byte[] body) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + port + path);
        HttpResponse<byte[]> answer = client.send(
                HttpRequest.newBuilder(uri)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
        if (answer.statusCode() != 200) {
            throw new IOException("Orthanc answers HTTP " + answer.statusCode());
        }
        return answer.body();
    }

    /** Stores a DICOM file. */
    public void store(byte[] file) throws IOException, InterruptedException {
        post("/instances", file);
    }

    /** Returns the structured reports that the archive holds, as files. */
    public List<byte[]> reports() throws IOException, InterruptedException {
        return instances("SR");
    }

    /** Returns the instances of a modality, as files. */
    public List<byte[]> instances(String modality) throws IOException, InterruptedException {
        byte[] found = post(
                "/tools/find",
                "{\"Level\": \"Instance\", \"Query\": {\"Modality\": \"%s\"}}"
                        .formatted(modality)
                        .getBytes(StandardCharsets.US_ASCII));
        List<byte[]> reports = new ArrayList<>();
        for (JsonNode id : JSON.readTree(found)) {
            reports.add(get("/instances/" + id.asText() + "/file").body());
        }
        return reports;
    }

    /** Returns the number of instances that the archive holds. */
    public int count() throws IOException, InterruptedException {
        return JSON.readTree(get("/statistics").body()).path("CountInstances").asInt();
    }

    /** Returns the number of studies that the archive holds. */
    public int studies() throws IOException, InterruptedException {
        return JSON.readTree(get("/studies").body()).size();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
