package org.robustdx.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.robustdx.kafka.SizeLimits;
import org.robustdx.kafka.Topics;

class ChartTest {
    private static final String GPU = "gpu.enabled=true";
    private static final String USERS =
            "kafka.users.publishers[0]=ct-1,kafka.users.publishers[1]=mr-1,kafka.users.watchers[0]=ward,"
                    + "kafka.users.operators[0]=night-shift,kafka.users.announcers[0]=research,"
                    + "kafka.users.reviewers[0]=triage,kafka.users.gateways[0]=pacs";
    private static final String PROTECTED = "http.tlsSecret=tls,http.tokenSecret=metrics-token,podMonitor.enabled=true";
    private static final String CONSOLE = "console.enabled=true,console.tlsSecret=console-tls,"
            + "console.passwordSecret=console-users,console.audit.existingClaim=audit,kafka.users.reviewers[0]=reviewer";
    private static final String INGRESS =
            CONSOLE + ",console.ingress.enabled=true,console.ingress.host=triage.example.org";
    private static final String GATEWAY = "gateway.enabled=true,gateway.keySecret=gateway-key,"
            + "gateway.archive=http://archive.pacs:8042/dicom-web,gateway.routes[0]=chest-xray=CR|DX:CHEST,"
            + "kafka.users.gateways[0]=gateway";
    private static final String GATEWAY_WITH_ALL = GATEWAY
            + ",gateway.archiveLoginSecret=login,gateway.overview=true,gateway.fhir.url=http://fhir.his/r4,"
            + "gateway.fhir.loginSecret=fhir,gateway.fhir.topic=true,gateway.stow.port=8044,gateway.stow.tokenSecret=stow,"
            + "gateway.networkPolicy.stowNamespace=pacs";
    private static final String ANNOUNCED = "announced.keys.prod=PEM,model.existingClaim=models,model.shadow=next.onnx";

    @TempDir
    private Path folder = Path.of("");

    @Test
    void shouldPassHelmsLint() {
        assertThat(Chart.lint()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "replicas=2",
                GPU,
                "autoscaling.enabled=false",
                "model.existingClaim=models",
                "content.existingClaim=images",
                ANNOUNCED,
                "podMonitor.enabled=true",
                PROTECTED,
                "networkPolicy.extraEgress[0].ports[0].port=4318",
                "kafka.namespace=kafka",
                USERS,
                CONSOLE,
                INGRESS,
                GATEWAY,
                GATEWAY_WITH_ALL
            })
    void shouldUseFieldsThatItsKindsHave(String value) throws IOException {
        List<JsonNode> resources = Chart.render(value).resources();
        assertThat(resources)
                .hasSizeGreaterThan(10); // Eight topics, a user, the app, its settings, its budget, its network.
        for (JsonNode resource : resources) {
            assertThat(Chart.unknownFields(resource)).isEmpty();
        }
    }

    @Test
    void shouldFindAFieldThatAKindHasNot() throws IOException {
        TreeSet<String> tried = new TreeSet<>();
        for (JsonNode resource : Chart.render("podMonitor.enabled=true").resources()) {
            if (resource.path("spec") instanceof ObjectNode spec) {
                spec.put("misspelt", true);
                String kind = resource.at("/kind").asText();
                assertThat(Chart.unknownFields(resource)).containsExactly(kind + ".spec.misspelt");
                tried.add(kind);
            }
        }
        assertThat(tried)
                .containsExactly(
                        "Deployment",
                        "KafkaTopic",
                        "KafkaUser",
                        "NetworkPolicy",
                        "PodDisruptionBudget",
                        "PodMonitor",
                        "ScaledObject",
                        "TriggerAuthentication");
    }

    @Test
    void shouldFindATriggersNumberThatIsNoString() throws IOException {
        JsonNode scaled = Chart.render().one("ScaledObject");
        ((ObjectNode) scaled.at("/spec/triggers/0/metadata")).put("lagThreshold", 200);
        assertThatExceptionOfType(JsonMappingException.class)
                .isThrownBy(() -> Chart.unknownFields(scaled))
                .withMessageContaining("lagThreshold");
    }

    @Test
    void shouldGiveTheAppNoMoreRightsThanItNeeds() throws IOException {
        JsonNode pod = Chart.render().one("Deployment").at("/spec/template/spec");
        assertThat(pod.at("/automountServiceAccountToken").asBoolean(true)).isFalse();
        assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
        JsonNode security = pod.at("/containers/0/securityContext");
        assertThat(security.at("/readOnlyRootFilesystem").asBoolean()).isTrue();
        assertThat(security.at("/allowPrivilegeEscalation").asBoolean(true)).isFalse();
        assertThat(security.at("/capabilities/drop/0").asText()).isEqualTo("ALL");
        for (JsonNode mount : pod.at("/containers/0/volumeMounts")) {
            boolean own = List.of("tmp", "state").contains(mount.at("/name").asText());
            assertThat(mount.at("/readOnly").asBoolean()).as(mount.toString()).isEqualTo(!own);
        }
    }

    @Test
    void shouldRunTheConsoleOnlyWhereItIsWantedAndOpenItToNobodyElse() throws IOException {
        assertThat(Chart.render().resources())
                .noneMatch(resource -> resource.toString().contains("console"));
        Chart chart = Chart.render(CONSOLE);
        assertThat(chart.all("Ingress")).isEmpty();
        assertThat(chart.one("Service").at("/spec/type").isMissingNode()).isTrue();
        JsonNode rule = Chart.render(INGRESS).one("Ingress").at("/spec/rules/0");
        assertThat(rule.at("/host").asText()).isEqualTo("triage.example.org");
        assertThat(rule.at("/http/paths/0/backend/service/name").asText())
                .isEqualTo(chart.one("Service").at("/metadata/name").asText());
    }

    @Test
    void shouldGiveTheConsoleNoMoreRightsThanItNeeds() throws IOException {
        JsonNode pod =
                Chart.render(CONSOLE).one("Deployment", "robustdx-console").at("/spec/template/spec");
        assertThat(pod.at("/automountServiceAccountToken").asBoolean(true)).isFalse();
        assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
        JsonNode security = pod.at("/containers/0/securityContext");
        assertThat(security.at("/readOnlyRootFilesystem").asBoolean()).isTrue();
        assertThat(security.at("/allowPrivilegeEscalation").asBoolean(true)).isFalse();
        assertThat(security.at("/capabilities/drop/0").asText()).isEqualTo("ALL");
        for (JsonNode mount : pod.at("/containers/0/volumeMounts")) {
            boolean own = List.of("tmp", "audit").contains(mount.at("/name").asText());
            assertThat(mount.at("/readOnly").asBoolean()).as(mount.toString()).isEqualTo(!own);
        }
        assertThat(pod.at("/volumes/0/projected/sources/1/secret/name").asText())
                .as("the Kafka user that may review")
                .isEqualTo("reviewer");
    }

    @Test
    void shouldSelectTheConsolesPodsAndNotTheApps() throws IOException {
        Chart chart = Chart.render(CONSOLE);
        JsonNode console = chart.one("Deployment", "robustdx-console").at("/spec/template/metadata/labels");
        JsonNode app = chart.one("Deployment", "robustdx").at("/spec/template/metadata/labels");
        for (JsonNode selector : List.of(
                chart.one("Deployment", "robustdx-console").at("/spec/selector/matchLabels"),
                chart.one("Service").at("/spec/selector"),
                chart.one("NetworkPolicy", "robustdx-console").at("/spec/podSelector/matchLabels"))) {
            assertThat(matches(selector, console)).isTrue();
            assertThat(matches(selector, app)).isFalse();
        }
        assertThat(matches(chart.one("NetworkPolicy", "robustdx").at("/spec/podSelector/matchLabels"), console))
                .isFalse();
    }

    private static boolean matches(JsonNode selector, JsonNode labels) {
        return !selector.isEmpty()
                && selector.properties().stream()
                        .allMatch(label -> label.getValue().equals(labels.get(label.getKey())));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "console.enabled=true | console.tlsSecret: none",
                "console.enabled=true,console.tlsSecret=tls | console.passwordSecret: none",
                "console.enabled=true,console.tlsSecret=tls,console.passwordSecret=users | console.user: reviewer",
            })
    void shouldRefuseAConsoleThatCouldNotStart(String values, String message) {
        assertThatThrownBy(() -> Chart.render(values))
                .hasMessageContaining(message)
                .hasMessageContaining("(expected: ");
    }

    /** Returns the command line of a program, with the file of its ConfigMap in this test's folder. */
    private List<String> words(Chart chart, String program) throws IOException {
        String name = "robustdx-" + program;
        String file = program + ".properties";
        Files.writeString(
                folder.resolve(file),
                chart.one("ConfigMap", name).path("data").path(file).asText());
        List<String> words = new ArrayList<>();
        for (JsonNode word : chart.one("Deployment", name).at("/spec/template/spec/containers/0/args")) {
            words.add(word.asText()
                    .replace("/etc/robustdx/" + file, folder.resolve(file).toString()));
        }
        return words;
    }

    @Test
    void shouldStartTheConsoleWithOptionsThatItHas() throws IOException, InterruptedException {
        List<String> words = words(Chart.render(CONSOLE + ",console.proxy.addresses[0]=10.0.0.9"), "console");
        assertThat(words).contains("console", "--proxy-address=10.0.0.9");
        words.add("--help");
        assertThat(Programs.run("org.robustdx.console.cli.Main", words)).isZero();
    }

    @Test
    void shouldRunTheGatewayOnlyWhereItIsWanted() throws IOException {
        assertThat(Chart.render().all("Deployment"))
                .noneMatch(one -> one.at("/metadata/name").asText().endsWith("-gateway"));
        assertThat(Chart.render(GATEWAY).all("Service")).isEmpty();
        assertThat(Chart.render(GATEWAY_WITH_ALL)
                        .one("Service")
                        .at("/spec/ports/0/port")
                        .asInt())
                .isEqualTo(8044);
    }

    @Test
    void shouldGiveTheGatewayNoMoreRightsThanItNeeds() throws IOException {
        JsonNode pod = Chart.render(GATEWAY_WITH_ALL)
                .one("Deployment", "robustdx-gateway")
                .at("/spec/template/spec");
        assertThat(pod.at("/automountServiceAccountToken").asBoolean(true)).isFalse();
        assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
        for (String container : List.of("/containers/0", "/initContainers/0")) {
            JsonNode security = pod.at(container + "/securityContext");
            assertThat(security.at("/readOnlyRootFilesystem").asBoolean()).isTrue();
            assertThat(security.at("/allowPrivilegeEscalation").asBoolean(true)).isFalse();
            assertThat(security.at("/capabilities/drop/0").asText()).isEqualTo("ALL");
        }
        for (JsonNode mount : pod.at("/containers/0/volumeMounts")) {
            boolean own = mount.at("/name").asText().equals("tmp");
            assertThat(mount.at("/readOnly").asBoolean()).as(mount.toString()).isEqualTo(!own);
        }
    }

    @Test
    void shouldSelectTheGatewaysPodsAndNotTheApps() throws IOException {
        Chart chart = Chart.render(GATEWAY_WITH_ALL);
        JsonNode gateway = chart.one("Deployment", "robustdx-gateway").at("/spec/template/metadata/labels");
        JsonNode app = chart.one("Deployment", "robustdx").at("/spec/template/metadata/labels");
        for (JsonNode selector : List.of(
                chart.one("Deployment", "robustdx-gateway").at("/spec/selector/matchLabels"),
                chart.one("Service").at("/spec/selector"),
                chart.one("NetworkPolicy", "robustdx-gateway").at("/spec/podSelector/matchLabels"))) {
            assertThat(matches(selector, gateway)).isTrue();
            assertThat(matches(selector, app)).isFalse();
        }
        assertThat(matches(chart.one("NetworkPolicy", "robustdx").at("/spec/podSelector/matchLabels"), gateway))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "gateway.enabled=true # gateway.keySecret: none",
                "gateway.enabled=true,gateway.keySecret=key # gateway.archive: none",
                "gateway.enabled=true,gateway.keySecret=key,gateway.archive=http://a # gateway.routes: none",
                "gateway.enabled=true,gateway.keySecret=key,gateway.stow.port=1,gateway.routes[0]=a=CR"
                        + " # gateway.stow.tokenSecret: none",
                "gateway.enabled=true,gateway.keySecret=key,gateway.archive=http://a,gateway.routes[0]=a=CR"
                        + " # gateway.user: gateway"
            })
    void shouldRefuseAGatewayThatCouldNotStart(String values, String message) {
        assertThatThrownBy(() -> Chart.render(values))
                .hasMessageContaining(message)
                .hasMessageContaining("(expected: ");
    }

    @Test
    void shouldStartTheGatewayWithOptionsThatItHas() throws IOException, InterruptedException {
        List<String> words = words(Chart.render(GATEWAY_WITH_ALL), "gateway");
        assertThat(words).contains("gateway", "--route=chest-xray=CR|DX:CHEST", "--fhir-topic=fhir");
        words.add("--help");
        assertThat(Programs.run("org.robustdx.gateway.cli.Main", words)).isZero();
    }

    @Test
    void shouldAskForAGpuOnlyWhereOneIsWanted() throws IOException {
        JsonNode with = Chart.render(GPU).one("Deployment").at("/spec/template/spec");
        assertThat(with.at("/containers/0/resources/limits/nvidia.com~1gpu").asInt())
                .isEqualTo(1);
        assertThat(with.at("/nodeSelector/nvidia.com~1gpu.present").asText()).isEqualTo("true");
        assertThat(with.at("/tolerations/0/key").asText()).isEqualTo("nvidia.com/gpu");
        JsonNode without = Chart.render().one("Deployment").at("/spec/template/spec");
        assertThat(without.toString()).doesNotContain("nvidia");
        assertThat(settings(Chart.render(GPU))).contains("device = cuda");
        assertThat(settings(Chart.render())).contains("device = cpu");
    }

    @Test
    void shouldMakeTheAppsTopicsAsLargeAsItChecksThatTheyAre() throws IOException {
        Map<String, Integer> made = new TreeMap<>();
        for (JsonNode topic : Chart.render("app.maxImageBytes=1048576").all("KafkaTopic")) {
            JsonNode bytes = topic.at("/spec/config/max.message.bytes");
            if (!bytes.isMissingNode()) {
                made.put(topic.at("/metadata/name").asText(), bytes.asInt());
            }
        }
        SizeLimits sizes = new SizeLimits(1_048_576);
        Map<String, Integer> checked = new TreeMap<>();
        checked.put(Topics.SHADOW_DIAGNOSES, sizes.outputTopicBytes());
        for (String topic : Topics.all()) {
            checked.put(
                    topic, topic.equals(Topics.MEDICAL_IMAGES) ? sizes.imageTopicBytes() : sizes.outputTopicBytes());
        }
        assertThat(made).isEqualTo(checked);
    }

    @Test
    void shouldMakeTheTopicsThatTheComposeFileMakes() throws IOException {
        TreeSet<String> made = new TreeSet<>();
        Chart.render()
                .all("KafkaTopic")
                .forEach(topic -> made.add(topic.at("/metadata/name").asText()));
        assertThat(made).isEqualTo(InitScript.topics()).containsAll(Topics.all());
        assertThat(InitScript.results()).isEqualTo(Topics.results());
    }

    @Test
    void shouldMakeTheCompactedTopicsAsTheirProgramsDo() throws IOException {
        Chart chart = Chart.render();
        for (String name : List.of(Topics.MODELS, Topics.MODEL_STATUS, Topics.REVIEWS, Topics.GATEWAY_TAKEN)) {
            JsonNode spec = chart.one("KafkaTopic", name).at("/spec");
            assertThat(spec.at("/partitions").asInt()).isEqualTo(1);
            assertThat(spec.at("/config/cleanup.policy").asText()).isEqualTo("compact");
        }
    }

    @Test
    void shouldFollowAnnouncedModelsWhereThereAreKeysAndMountThem() throws IOException {
        assertThat(settings(Chart.render())).doesNotContain("model-key").doesNotContain("shadow");
        Chart chart = Chart.render(ANNOUNCED);
        assertThat(settings(chart))
                .contains("model-key = prod=/etc/robustdx/prod.pub")
                .contains("model-root = /models")
                .contains("shadow = /models/next.onnx");
        assertThat(chart.one("ConfigMap").at("/data/prod.pub").asText().strip()).isEqualTo("PEM");
        assertThat(chart.one("Deployment")
                        .at("/spec/template/spec/containers/0/volumeMounts")
                        .toString())
                .contains("\"mountPath\":\"/models\"");
    }

    @Test
    void shouldProbeAndScrapeWithTlsAndTheTokenWhereThereAreSecrets() throws IOException {
        Chart chart = Chart.render(PROTECTED + ",http.metricSources[0]=ct-1,http.metricSources[1]=mr-1");
        assertThat(settings(chart))
                .contains(
                        "http-certificate = /etc/robustdx/http/tls.crt\n",
                        "http-key = /etc/robustdx/http/tls.key\n",
                        "http-token-file = /etc/robustdx/http/token\n",
                        "metric-sources = ct-1,mr-1\n");
        JsonNode pod = chart.one("Deployment").at("/spec/template/spec");
        Map<String, String> mounted = new TreeMap<>();
        for (JsonNode source : pod.at("/volumes/0/projected/sources")) {
            for (JsonNode item : source.at("/secret/items")) {
                mounted.put(item.at("/path").asText(), source.at("/secret/name").asText());
            }
        }
        assertThat(mounted)
                .containsEntry("http/tls.crt", "tls")
                .containsEntry("http/tls.key", "tls")
                .containsEntry("http/token", "metrics-token");
        for (String probe : List.of("startupProbe", "readinessProbe", "livenessProbe")) {
            assertThat(pod.at("/containers/0/" + probe + "/httpGet/scheme").asText())
                    .isEqualTo("HTTPS");
        }
        JsonNode scrape = chart.one("PodMonitor").at("/spec/podMetricsEndpoints/0");
        assertThat(scrape.at("/scheme").asText()).isEqualTo("https");
        assertThat(scrape.at("/tlsConfig/serverName").asText()).isEqualTo("robustdx");
        assertThat(scrape.at("/authorization/credentials/name").asText()).isEqualTo("metrics-token");
    }

    @Test
    void shouldProbeWithoutTlsWhereThereIsNoSecret() throws IOException {
        Chart chart = Chart.render("podMonitor.enabled=true");
        assertThat(settings(chart)).doesNotContain("http-");
        JsonNode app = chart.one("Deployment").at("/spec/template/spec/containers/0");
        assertThat(app.at("/livenessProbe/httpGet/scheme").asText()).isEqualTo("HTTP");
        assertThat(chart.one("PodMonitor")
                        .at("/spec/podMetricsEndpoints/0/scheme")
                        .isMissingNode())
                .isTrue();
    }

    @Test
    void shouldSayThatAnnouncedModelsNeedAClaim() {
        assertThatThrownBy(() -> Chart.render("announced.keys.prod=PEM"))
                .hasMessageContaining("model.existingClaim: none (expected:");
    }

    @ParameterizedTest
    @CsvSource({
        "robustdx, app",
        "ct-1, publisher",
        "mr-1, publisher",
        "ward, watcher",
        "night-shift, operator",
        "research, announcer",
        "triage, reviewer",
        "pacs, gateway"
    })
    void shouldAllowEachUserWhatTheComposeFileDoes(String user, String role) throws IOException {
        JsonNode spec = Chart.render(USERS).one("KafkaUser", user).at("/spec");
        assertThat(spec.at("/authentication/type").asText()).isEqualTo("scram-sha-512");
        TreeSet<String> chart = new TreeSet<>();
        for (JsonNode acl : spec.at("/authorization/acls")) {
            for (JsonNode operation : acl.at("/operations")) {
                chart.add("%s %s %s %s"
                        .formatted(
                                acl.at("/resource/type").asText().toLowerCase(Locale.ROOT),
                                acl.at("/resource/name").asText(),
                                acl.at("/resource/patternType").asText(),
                                operation.asText()));
            }
        }
        assertThat(chart).isNotEmpty().isEqualTo(InitScript.rights(role));
    }

    @Test
    void shouldMakeNoUserThatNobodyAskedFor() throws IOException {
        assertThat(Chart.render().all("KafkaUser")).hasSize(1);
        assertThat(Chart.render("kafka.createUser=false").all("KafkaUser")).isEmpty();
        JsonNode ward = Chart.render("kafka.createUser=false,kafka.users.watchers[0]=ward")
                .one("KafkaUser");
        assertThat(ward.at("/metadata/name").asText()).isEqualTo("ward");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kafka.users.publishers[0]=ct-1,kafka.users.publishers[1]=ct-1",
                "kafka.users.operators[0]=ct-1,kafka.users.publishers[0]=ct-1",
                "kafka.users.publishers[0]=robustdx",
                "kafka.createUser=false,kafka.users.publishers[0]=robustdx",
                "kafka.users.publishers[0]=diagnosis-app,kafka.userSecret=diagnosis-app",
                "kafka.users.publishers[0]=robustdx-scaler",
                "kafka.users.publishers[0]=kafka-cluster-ca-cert"
            })
    void shouldRefuseAUsersNameThatIsTaken(String values) {
        assertThatThrownBy(() -> Chart.render(values))
                .hasMessageContaining("kafka.users.publishers: ")
                .hasMessageContaining(" (expected: a name that neither");
    }

    @Test
    void shouldRefuseAUserWhoseSecretWouldReplaceTheClustersAuthority() {
        assertThatThrownBy(() -> Chart.render("kafka.cluster=my,kafka.users.publishers[0]=my-clients-ca"))
                .hasMessageContaining(
                        "kafka.users.publishers: my-clients-ca (expected: a name that does not begin with my-");
    }

    @ParameterizedTest
    @ValueSource(strings = {"medical", "campaign", "adversarial", "model"})
    void shouldRefuseAnApplicationThatWouldOwnATopic(String id) {
        assertThatThrownBy(() -> Chart.render("app.applicationId=" + id))
                .hasMessageContaining("app.applicationId: " + id + " (expected: no beginning of " + id + "-");
    }

    @ParameterizedTest
    @ValueSource(strings = {"publisher", "app"})
    void shouldRefuseUsersOfAnotherRole(String role) {
        assertThatThrownBy(() -> Chart.render("kafka.users." + role + "[0]=ct-1"))
                .hasMessageContaining("kafka.users: " + role
                        + " (expected: announcers, gateways, operators, publishers, reviewers, watchers)");
    }

    @Test
    void shouldWriteSettingsThatTheAppReads() throws IOException, InterruptedException {
        Path file = Files.writeString(
                folder.resolve("app.properties"),
                settings(Chart.render("content.existingClaim=images," + ANNOUNCED + "," + PROTECTED)));
        assertThat(Programs.run("org.robustdx.stream.cli.Main", List.of("stream", "--config=" + file, "--help")))
                .isZero();
    }

    @Test
    void shouldPointKafkasClientsToTheSecret() throws IOException {
        Files.writeString(folder.resolve("sasl.jaas.config"), "the secret");
        Properties settings = new Properties();
        settings.load(new StringReader(settings(Chart.render()).replace("/etc/robustdx", folder.toString())));
        Map<String, Object> client = new HashMap<>();
        settings.stringPropertyNames().stream()
                .filter(name -> name.startsWith("kafka."))
                .forEach(name -> client.put(name.substring("kafka.".length()), settings.getProperty(name)));
        client.put("bootstrap.servers", settings.getProperty("bootstrap-servers"));
        assertThat(new AdminClientConfig(client).getPassword("sasl.jaas.config").value())
                .isEqualTo("the secret");
    }

    @Test
    void shouldScaleThatDeploymentByTheLagOfThatGroup() throws IOException {
        Chart chart = Chart.render("app.applicationId=other");
        JsonNode scaled = chart.one("ScaledObject").at("/spec");
        assertThat(chart.one("TriggerAuthentication").at("/spec/secretTargetRef"))
                .extracting(reference -> reference.at("/parameter").asText())
                .contains("username", "password", "ca");
        assertThat(chart.one("Secret").at("/stringData/username").asText()).isEqualTo("robustdx");
        assertThat(scaled.at("/scaleTargetRef/name").asText())
                .isEqualTo(chart.one("Deployment").at("/metadata/name").asText());
        assertThat(scaled.at("/triggers/0/metadata/consumerGroup").asText()).isEqualTo("other");
        assertThat(scaled.at("/triggers/0/metadata/topic").asText()).isEqualTo(Topics.MEDICAL_IMAGES);
        assertThat(chart.one("Deployment").at("/spec/replicas").isMissingNode()).isTrue();
    }

    @Test
    void shouldNotScaleBeyondThePartitionsThatItsThreadsCanHave() throws IOException {
        Chart chart = Chart.render();
        Properties settings = new Properties();
        settings.load(new StringReader(settings(chart)));
        int threads = Integer.parseInt(settings.getProperty("threads"));
        assertThat(chart.one("ScaledObject").at("/spec/maxReplicaCount").asInt() * threads)
                .isLessThanOrEqualTo(
                        chart.all("KafkaTopic").get(0).at("/spec/partitions").asInt());
    }

    @Test
    void shouldLeaveTopicsWhereTheyAreWhenItIsUninstalled() throws IOException {
        assertThat(Chart.render().all("KafkaTopic")).isNotEmpty().allSatisfy(topic -> assertThat(
                        topic.at("/metadata/annotations/helm.sh~1resource-policy")
                                .asText())
                .isEqualTo("keep"));
    }

    @Test
    void shouldNotWantOneMoreGpuThanThereAreToReplaceAnInstance() throws IOException {
        String surge = "/spec/strategy/rollingUpdate/maxSurge";
        assertThat(Chart.render(GPU).one("Deployment").at(surge).asInt(-1)).isZero();
        assertThat(Chart.render().one("Deployment").at(surge).asInt(-1)).isOne();
    }

    @Test
    void shouldSelectTheAppsPodsEverywhere() throws IOException {
        Chart chart = Chart.render("podMonitor.enabled=true");
        JsonNode labels = chart.one("Deployment").at("/spec/template/metadata/labels");
        for (JsonNode selector : List.of(
                chart.one("Deployment").at("/spec/selector/matchLabels"),
                chart.one("PodDisruptionBudget").at("/spec/selector/matchLabels"),
                chart.one("NetworkPolicy").at("/spec/podSelector/matchLabels"),
                chart.one("PodMonitor").at("/spec/selector/matchLabels"))) {
            assertThat(selector.properties()).isNotEmpty();
            selector.properties()
                    .forEach(label -> assertThat(labels.get(label.getKey())).isEqualTo(label.getValue()));
        }
    }

    private static String settings(Chart chart) {
        return chart.one("ConfigMap").at("/data/app.properties").asText();
    }
}
