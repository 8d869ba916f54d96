package org.robustdx.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The profile {@code department} of the compose files, as text: {@code docker/test.sh} starts it. */
class DepartmentProfileTest {
    private static JsonNode services(String file) throws IOException {
        return new YAMLMapper()
                .readTree(Chart.ROOT.resolve("docker").resolve(file).toFile())
                .path("services");
    }

    private static Properties images() throws IOException {
        Properties images = new Properties();
        try (Reader in = Files.newBufferedReader(Chart.ROOT.resolve("docker/.env"), StandardCharsets.UTF_8)) {
            images.load(in);
        }
        return images;
    }

    @Test
    void shouldStartArchiveGatewayAppAndConsole() throws IOException {
        TreeSet<String> started = new TreeSet<>();
        for (Map.Entry<String, JsonNode> service : services("compose.yaml").properties()) {
            for (JsonNode profile : service.getValue().path("profiles")) {
                if (profile.asText().equals("department")) {
                    started.add(service.getKey());
                }
            }
        }
        assertThat(started).containsExactly("app-department", "archive", "console", "gateway", "gateway-key");
        assertThat(services("compose.yaml").path("kafka").path("profiles").isMissingNode())
                .as("the broker starts always")
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"archive", "gateway", "gateway-key"})
    void shouldGiveNoServiceMoreRightsThanItNeeds(String name) throws IOException {
        JsonNode service = services("compose.yaml").path(name);
        assertThat(service.path("cap_drop").path(0).asText()).isEqualTo("ALL");
        assertThat(service.path("security_opt").path(0).asText()).isEqualTo("no-new-privileges:true");
        for (JsonNode port : service.path("ports")) {
            assertThat(port.asText()).startsWith("127.0.0.1:");
        }
        String image = service.path("image").asText().replaceAll("[${}]", "");
        assertThat(images().getProperty(image)).as(image).isNotBlank();
    }

    @Test
    void shouldConfigureTheGatewayWithOptionsThatItHas() throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("gateway"));
        for (Map.Entry<String, JsonNode> variable :
                services("compose.yaml").path("gateway").path("environment").properties()) {
            String option = variable.getKey()
                    .substring("ROBUSTDX_".length())
                    .toLowerCase(Locale.ROOT)
                    .replace('_', '-');
            boolean flag = variable.getValue().asText().equals("true");
            words.add(flag ? "--" + option : "--" + option + "=1");
        }
        assertThat(words).contains("--archive=1", "--route=1", "--overview");
        words.add("--help");
        assertThat(Programs.run("org.robustdx.gateway.cli.Main", words)).isZero();
    }

    @Test
    void shouldRunTheGatewayAsAUserOfItsOwnWhereTheStackIsSecured() throws IOException {
        JsonNode secured = services("compose.secure.yaml");
        assertThat(secured.path("gateway").path("volumes").toString()).contains("clients/gateway.properties");
        assertThat(secured.has("app-department")).isTrue();
        assertThat(Files.readString(Chart.ROOT.resolve("docker/secure/make-secrets.sh")))
                .containsPattern("users=\\([^)]*\\bgateway\\b");
        assertThat(InitScript.rights("gateway"))
                .contains("topic gateway-taken literal Write", "transactionalid robustdx-gateway- prefix Write")
                .doesNotContain("topic medical-images literal Read", "topic reviews literal Read");
    }

    @Test
    void shouldKeepTheArchivesSettingsInJsonThatOrthancReads() throws IOException {
        JsonNode settings = new ObjectMapper()
                .readTree(Chart.ROOT.resolve("docker/orthanc/orthanc.json").toFile());
        assertThat(settings.path("OverwriteInstances").asBoolean(true)).isFalse();
        assertThat(settings.path("DicomServerEnabled").asBoolean(true)).isFalse();
    }
}
