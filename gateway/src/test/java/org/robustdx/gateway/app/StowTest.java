package org.robustdx.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.robustdx.gateway.Department;
import org.robustdx.gateway.Instances;
import org.robustdx.gateway.archive.HttpCalls;
import org.robustdx.gateway.archive.Multipart;
import org.robustdx.gateway.dicom.Tags;
import org.robustdx.schemas.ImageEvent;

class StowTest {
    private final HttpClient client = HttpClient.newHttpClient();
    private Department department;
    private GatewayApp gateway;

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        department = new Department(folder);
        gateway = department.gateway(Optional.empty());
    }

    @AfterEach
    void stop() {
        gateway.close();
        department.close();
    }

    private HttpResponse<byte[]> post(String path, String token, HttpCalls.Body body)
            throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + gateway.stowPort() + path);
        return client.send(
                HttpRequest.newBuilder(uri)
                        .header("Content-Type", body.type())
                        .header("Authorization", "Bearer " + token)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body.bytes()))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }

    private HttpResponse<byte[]> store(byte[]... files) throws IOException, InterruptedException {
        return post("/studies", "0123456789abcdef", Multipart.of(List.of(files)));
    }

    @Test
    void shouldAnswerAfterTheTransactionAndTakeAnInstanceOnce() throws IOException, InterruptedException {
        for (int i = 0; i < 2; i++) {
            HttpResponse<byte[]> answer = store(Instances.file(1), Instances.file(2));
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(new ObjectMapper().readTree(answer.body()).at("/00081199/Value"))
                    .hasSize(2);
        }
        assertThat(department.events())
                .extracting(ImageEvent::getImageId)
                .containsExactlyInAnyOrder(Department.id(1), Department.id(2));
    }

    @Test
    void shouldSayWhichInstancesItRefuses() throws IOException, InterruptedException {
        HttpResponse<byte[]> some = store(
                Instances.file(1),
                Instances.file(Instances.dataSet(2).put(Tags.BODY_PART, "CS", "HAND")),
                "no DICOM".getBytes(StandardCharsets.US_ASCII));
        assertThat(some.statusCode()).isEqualTo(202);
        JsonNode failed = new ObjectMapper().readTree(some.body()).at("/00081198/Value");
        assertThat(failed).hasSize(2);
        assertThat(failed.at("/0/00081155/Value/0").asText()).isEqualTo(Instances.sop(2));
        assertThat(store("no DICOM".getBytes(StandardCharsets.US_ASCII)).statusCode())
                .isEqualTo(409);
        assertThat(department.events()).hasSize(1);
    }

    @Test
    void shouldRefuseRequestsThatAreNotAllowedOrMalformed() throws IOException, InterruptedException {
        HttpCalls.Body body = Multipart.of(List.of(Instances.file(1)));
        String token = "0123456789abcdef";
        assertThat(post("/studies", "another", body).statusCode()).isEqualTo(401);
        assertThat(post("/other", token, body).statusCode()).isEqualTo(404);
        assertThat(post("/studies", token, new HttpCalls.Body(body.bytes(), "application/dicom"))
                        .statusCode())
                .isEqualTo(415);
        byte[] half = java.util.Arrays.copyOf(body.bytes(), 100);
        assertThat(post("/studies", token, new HttpCalls.Body(half, body.type()))
                        .statusCode())
                .isEqualTo(400);
        byte[] large = new byte[4 << 20];
        assertThat(post("/studies", token, new HttpCalls.Body(large, body.type()))
                        .statusCode())
                .isEqualTo(413);
        assertThat(department.events()).isEmpty();
    }
}
