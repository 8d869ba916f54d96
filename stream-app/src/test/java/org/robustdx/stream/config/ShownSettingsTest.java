package org.robustdx.stream.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is printed of the settings holds no secret, whatever they are named. */
class ShownSettingsTest {
    private static final String SECRET = "hunter2";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "basic.auth.user.info",
                "schema.registry.basic.auth.user.info",
                "schema.registry.url",
                "apikey",
                "api.key",
                "pwd",
                "passwd",
                "passphrase",
                "anything.of.a.plugin",
                "config.providers.vault.param.auth",
                "sasl.jaas.config",
                "consumer.sasl.jaas.config",
                "ssl.key.password",
                "ssl.keystore.key",
                "ssl.keystore.certificate.chain",
                "ssl.truststore.password",
                "main.consumer.ssl.key.password",
                "sasl.oauthbearer.client.credentials.client.secret",
                "sasl.oauthbearer.assertion.private.key.passphrase",
                "topic.pwd",
                "Security.Protocol"
            })
    void shouldMaskEveryPropertyThatIsNotKnownToBeHarmless(String name) {
        KafkaConnection kafka = new KafkaConnection("h:1", Map.of(name, SECRET));
        assertThat(kafka.shown()).containsExactly(Map.entry(name, "********"));
        assertThat(kafka.toString()).doesNotContain(SECRET);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "security.protocol",
                "sasl.mechanism",
                "ssl.truststore.location",
                "client.id",
                "max.poll.records",
                "consumer.max.poll.records",
                "main.consumer.max.poll.interval.ms",
                "producer.linger.ms",
                "admin.request.timeout.ms",
                "num.standby.replicas"
            })
    void shouldShowWhatIsKnownToBeHarmless(String name) {
        assertThat(new KafkaConnection("h:1", Map.of(name, "42")).shown()).containsExactly(Map.entry(name, "42"));
    }

    @Test
    void shouldShowNoSecretOfAnyUrl() {
        KafkaConnection kafka = new KafkaConnection(
                "h:1", Map.of("sasl.oauthbearer.token.endpoint.url", "https://u:hunter2@idp/token?key=hunter2"));
        assertThat(kafka.shown().values()).containsExactly("https://idp/token");
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
    void shouldRepeatNoSecretInARefusal() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new KafkaConnection("u:hunter2@h:1", Map.of()))
                .withMessageNotContaining(SECRET);
        for (String url :
                List.of("ftp://h/a?hunter2", "http://u:hunter2@h/", "http://u:hunter 2@h/", "u:hunter2@h:1")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> TraceSettings.of(Optional.empty(), Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", url)))
                    .withMessageStartingWith("OTEL_EXPORTER_OTLP_ENDPOINT: ")
                    .withMessageNotContaining("hunter");
        }
    }
}
