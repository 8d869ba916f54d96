package org.robustdx.stream.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.robustdx.kafka.KafkaConnection;
import org.robustdx.kafka.SizeLimits;
import org.robustdx.stream.Configs;

/** Printed settings contain no secret, whatever their names. */
class ShownSettingsTest {
    private static final String SECRET = "hunter2";

    @ParameterizedTest
    @ValueSource(strings = {"num.standby.replicas", "max.poll.records", "main.consumer.max.poll.interval.ms"})
    void shouldShowPropertiesOfKafkaStreamsToo(String name) {
        assertThat(config(Map.of(name, "42")).shown()).contains("kafka." + name + " = 42");
    }

    @ParameterizedTest
    @ValueSource(strings = {"apikey", "sasl.jaas.config", "ssl.key.password"})
    void shouldMaskKafkaPropertiesThatMayBeSecret(String name) {
        assertThat(config(Map.of(name, SECRET)).shown())
                .contains("kafka." + name + " = ********")
                .noneMatch(line -> line.contains(SECRET));
    }

    private static StreamConfig config(Map<String, String> properties) {
        return Configs.of(
                new KafkaConnection("h:1", properties),
                Path.of("model.onnx"),
                SizeLimits.ofDefaults(),
                Path.of("state"));
    }

    @Test
    void shouldMaskSecretsInUrls() {
        ObjectStoreSettings objects = new ObjectStoreSettings(
                Optional.of(URI.create("https://store/a?key=hunter2")),
                "r",
                List.of(ObjectRoot.parse("s3://bucket")),
                Duration.ofSeconds(1));
        assertThat(objects.shown()).contains("object-store = https://store/a").noneMatch(line -> line.contains(SECRET));
        TraceSettings traces = TraceSettings.of(
                        Optional.empty(), Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "https://traces/a?key=hunter2#hunter2"))
                .orElseThrow();
        Operations operations = new Operations(
                        CampaignSettings.ofDefaults(),
                        0,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(URI.create("http://u:hunter2@registry:8080/apis?token=hunter2")))
                .tracedTo(traces);
        assertThat(operations.shown())
                .contains("schema-registry = http://registry:8080/apis", "traces = https://traces/a")
                .noneMatch(line -> line.contains(SECRET));
    }

    @Test
    void shouldMaskSecretsInErrorMessages() {
        for (String url :
                List.of("ftp://h/a?hunter2", "http://u:hunter2@h/", "http://u:hunter 2@h/", "u:hunter2@h:1")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> TraceSettings.of(Optional.empty(), Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", url)))
                    .withMessageStartingWith("OTEL_EXPORTER_OTLP_ENDPOINT: ")
                    .withMessageNotContaining("hunter");
        }
    }
}
