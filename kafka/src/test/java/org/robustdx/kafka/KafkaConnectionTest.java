package org.robustdx.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaConnectionTest {
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
                "admin.request.timeout.ms"
            })
    void shouldShowPropertiesThatAreKnownToBeHarmless(String name) {
        assertThat(new KafkaConnection("h:1", Map.of(name, "42")).shown()).containsExactly(Map.entry(name, "42"));
    }

    @Test
    void shouldShowPropertiesThatTheCallerDefines() {
        ConfigDef more = new ConfigDef()
                .define("count", ConfigDef.Type.INT, 1, ConfigDef.Importance.LOW, "")
                .define("word", ConfigDef.Type.PASSWORD, "", ConfigDef.Importance.LOW, "");
        KafkaConnection kafka = new KafkaConnection("h:1", Map.of("count", "42", "word", SECRET));
        assertThat(kafka.shown(more)).containsOnly(Map.entry("count", "42"), Map.entry("word", "********"));
        assertThat(kafka.shown().values()).containsOnly("********");
    }

    @Test
    void shouldMaskSecretsInUrls() {
        KafkaConnection kafka = new KafkaConnection(
                "h:1", Map.of("sasl.oauthbearer.token.endpoint.url", "https://u:hunter2@idp/token?key=hunter2"));
        assertThat(kafka.shown().values()).containsExactly("https://idp/token");
    }

    @Test
    void shouldMaskSecretsInErrorMessages() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new KafkaConnection("u:hunter2@h:1", Map.of()))
                .withMessageNotContaining(SECRET);
    }

    @Test
    void shouldPreferThePropertyOfOneKindOfClient() {
        KafkaConnection kafka = new KafkaConnection(
                "h:1,h:2", Map.of("client.id", "all", "producer.client.id", "writer", "admin.retries", "2"));
        assertThat(kafka.clientProperties("producer"))
                .containsOnly(Map.entry("bootstrap.servers", "h:1,h:2"), Map.entry("client.id", "writer"));
        assertThat(kafka.clientProperties("admin"))
                .containsOnly(
                        Map.entry("bootstrap.servers", "h:1,h:2"),
                        Map.entry("client.id", "all"),
                        Map.entry("retries", "2"));
    }

    @Test
    void shouldNotWaitForTheNextRecordWhenOneIsLookedUp() {
        KafkaConnection lookups = new KafkaConnection("localhost:9092", Map.of("acks", "all")).forLookups();
        assertThat(lookups.clientProperties("consumer"))
                .containsEntry(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, "5")
                .containsEntry(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, "65536")
                .containsEntry("acks", "all");
        assertThat(lookups.clientProperties("producer")).doesNotContainKey(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG);
        KafkaConnection own = new KafkaConnection("localhost:9092", Map.of("consumer.fetch.max.wait.ms", "50"));
        assertThat(own.forLookups().clientProperties("consumer"))
                .containsEntry(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, "50");
    }
}
