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
    void shouldReturnResultsAsReportsOverviewsAndFhirResources() throws IOException {
        JsonNode environment = services("compose.yaml").path("gateway").path("environment");
        assertThat(environment.has("ROBUSTDX_NO_REPORTS")).isFalse();
        assertThat(environment.path("ROBUSTDX_OVERVIEW").asText()).isEqualTo("true");
        String topic = environment.path("ROBUSTDX_FHIR_TOPIC").asText();
        assertThat(InitScript.rights("gateway")).contains("topic " + topic + " literal Write");
    }

    /** The model's name is that of its file: reports in the archive state it. */
    @Test
    void shouldServeTheModelUnderTheNameOfItsFile() throws IOException {
        JsonNode app = services("compose.yaml").path("app-department");
        assertThat(app.path("environment").path("ROBUSTDX_MODEL").asText())
                .isEqualTo("/models/${DEPARTMENT_MODEL:-chest-xray.onnx}");
        assertThat(app.path("volumes").path(0).asText()).isEqualTo("${DEPARTMENT_MODELS:-../models}:/models:ro");
        assertThat(Chart.ROOT.resolve("models/chest-xray.onnx")).isRegularFile();
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

    /** Options of {@code command} would not apply to commands that {@code docker compose exec} runs, such as {@code gateway refused}. */
    @ParameterizedTest
    @ValueSource(strings = {"console", "gateway"})
    void shouldLetEveryCommandInTheContainerReachSecuredBrokers(String name) throws IOException {
        JsonNode service = services("compose.secure.yaml").path(name);
        assertThat(service.path("environment").path("ROBUSTDX_KAFKA_PROPERTY").asText())
                .isEqualTo("ssl.truststore.location=/run/secrets/robustdx/ca.pem");
        assertThat(service.path("volumes").toString()).contains("ca.pem:/run/secrets/robustdx/ca.pem:ro");
        assertThat(service.has("command")).isFalse();
    }

    @Test
    void shouldKeepTheArchivesSettingsInJsonThatOrthancReads() throws IOException {
        JsonNode settings = new ObjectMapper()
                .readTree(Chart.ROOT.resolve("docker/orthanc/orthanc.json").toFile());
        assertThat(settings.path("OverwriteInstances").asBoolean(true)).isFalse();
        assertThat(settings.path("DicomServerEnabled").asBoolean(true)).isFalse();
    }
}
