package org.robustdx.stream.containers;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/** The archive of the profile {@code department}, by Orthanc's own interface. */
final class ArchiveClient {
    private final HttpClient client = HttpClient.newHttpClient();
    private final URI address;

    ArchiveClient(int port) {
        this.address = URI.create("http://localhost:" + port);
    }

    /** Stores a DICOM file. */
    void store(byte[] file) throws IOException {
        post("/instances", file);
    }

    /** Returns how many instances of a modality a study holds. */
    int count(String modality, String study) throws IOException {
        byte[] query = """
                {"Level": "Instance", "Query": {"Modality": "%s", "StudyInstanceUID": "%s"}}
                """.formatted(modality, study).getBytes(StandardCharsets.US_ASCII);
        return new ObjectMapper().readTree(post("/tools/find", query)).size();
    }

    private byte[] post(String path, byte[] body) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(address.resolve(path))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        HttpResponse<byte[]> response;
        try {
            response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException(e.getMessage());
        }
        if (response.statusCode() != 200) {
            throw new IOException("the archive answers HTTP " + response.statusCode());
        }
        return response.body();
    }
}
