package org.robustdx.stream.containers;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.ContainerNetwork;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.RestartPolicy;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.robustdx.kafka.KafkaConnection;
import org.robustdx.kafka.SizeLimits;
import org.robustdx.kafka.Topics;
import org.robustdx.stream.SignedModels;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;

/**
 * Three brokers, set up by what docker/compose.secure.yaml, docker/secure/make-secrets.sh and docker/secure/init.sh say; with TLS, SASL and least
 * privileges, that is, and three copies of everything.
 */
final class SecureCluster implements AutoCloseable {
    static final int BROKERS = 3;
    static final int PARTITIONS = 3;
    static final SizeLimits SIZES = new SizeLimits(1 << 20);
    static final Duration POLL = Duration.ofMillis(500);
    private static final int RESTARTS = 20;
    private static final int REGISTRY_PORT = 8080;
    private static final String REGISTRY_PATH = "/apis/registry/v3";
    /** A limit on hanging: three brokers and more share the cores of a small machine. */
    static final Duration START = Duration.ofMinutes(8);

    private final Path secrets;
    private final Network network = Network.newNetwork();
    private final List<GenericContainer<?>> brokers = new ArrayList<>();
    private final List<Integer> ports = new ArrayList<>();
    private final DockerClient engine = DockerClientFactory.lazyClient();

    private SecureCluster(Path secrets) {
        this.secrets = secrets;
    }

    /** Returns the cluster, newly started, with users, topics and rights. */
    static SecureCluster start(Path folder) throws IOException, InterruptedException {
        Path secrets = Shell.makeSecrets(
                folder,
                IntStream.rangeClosed(1, BROKERS).mapToObj(SecureCluster::name).toList());
        SecureCluster cluster = new SecureCluster(secrets);
        try {
            cluster.startBrokers();
            cluster.init();
            return cluster;
        } catch (IOException | InterruptedException | RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    private static String name(int broker) {
        return "kafka-" + broker;
    }

    private void startBrokers() throws IOException {
        Map<String, String> settings = new HashMap<>(environment("kafka"));
        settings.put(
                "KAFKA_CONTROLLER_QUORUM_VOTERS",
                IntStream.rangeClosed(1, BROKERS)
                        .mapToObj(i -> "%d@%s:9093".formatted(i, name(i)))
                        .collect(Collectors.joining(",")));
        for (String name : List.of(
                "KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR",
                "KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR",
                "KAFKA_DEFAULT_REPLICATION_FACTOR")) {
            settings.put(name, Integer.toString(BROKERS));
        }
        settings.put("KAFKA_TRANSACTION_STATE_LOG_MIN_ISR", "2");
        settings.put("KAFKA_MIN_INSYNC_REPLICAS", "2");
        // Small: the tests' machine has few cores, and three brokers.
        settings.put("KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS", "3");
        settings.put("KAFKA_TRANSACTION_STATE_LOG_NUM_PARTITIONS", "3");
        settings.put("KAFKA_HEAP_OPTS", "-Xmx384m -Xms128m");
        ports.addAll(freePorts());
        for (int i = 1; i <= BROKERS; i++) {
            brokers.add(broker(i, settings));
        }
        brokers.parallelStream().forEach(GenericContainer::start); // Each waits for the others: a quorum.
    }

    /** Returns different free ports: a broker has to be told before it starts how it is reached from outside. */
    private static List<Integer> freePorts() throws IOException {
        List<Integer> free = new ArrayList<>();
        try (ServerSocket first = new ServerSocket(0);
                ServerSocket second = new ServerSocket(0);
                ServerSocket third = new ServerSocket(0)) {
            Stream.of(first, second, third).map(ServerSocket::getLocalPort).forEach(free::add);
        }
        return free;
    }

    /** Returns the environment of a service, as both compose files set it. */
    private static Map<String, String> environment(String service) throws IOException {
        Map<String, String> environment = new TreeMap<>();
        for (String file : List.of("compose.yaml", "compose.secure.yaml")) {
            new YAMLMapper()
                    .readTree(Images.docker().resolve(file).toFile())
                    .at("/services/" + service + "/environment")
                    .properties()
                    .forEach(entry -> environment.put(
                            entry.getKey(), entry.getValue().asText().replace("$$", "$")));
        }
        return environment;
    }

    private GenericContainer<?> broker(int number, Map<String, String> settings) {
        String name = name(number);
        int port = ports.get(number - 1);
        Map<String, String> own = new HashMap<>(settings);
        own.put("KAFKA_NODE_ID", Integer.toString(number));
        own.put(
                "KAFKA_ADVERTISED_LISTENERS",
                "BROKER://%1$s:19093,INSIDE://%1$s:19092,OUTSIDE://localhost:%2$d".formatted(name, port));
        Path store = secrets.resolve("brokers").resolve(name);
        GenericContainer<?> container = new GenericContainer<>(Images.of("kafka"))
                .withNetwork(network)
                .withNetworkAliases(name)
                .withEnv(own)
                .withCreateContainerCmdModifier(create -> host(create)
                        .withBinds(
                                Bind.parse(store + ":/etc/kafka/secrets:ro"),
                                Bind.parse(store.resolve("server.properties")
                                        + ":/mnt/shared/config/server.properties:ro"),
                                Bind.parse(Images.docker().resolve("secure/init.sh") + ":/init.sh:ro")))
                .waitingFor(Wait.forLogMessage(".*Kafka Server started.*", 1))
                .withStartupTimeout(START);
        container.setPortBindings(List.of(port + ":9092"));
        return container;
    }

    /** Returns the settings of the host that a container is created with. */
    static HostConfig host(CreateContainerCmd create) {
        return Objects.requireNonNull(create.getHostConfig());
    }

    private void init() throws IOException, InterruptedException {
        ExecResult result = brokers.get(0)
                .execInContainer(
                        "env",
                        "BOOTSTRAP=" + name(1) + ":19093",
                        "REPLICAS=" + BROKERS,
                        "PARTITIONS=" + PARTITIONS,
                        "MAX_IMAGE_BYTES=" + SIZES.maxImageBytes(),
                        "/init.sh");
        if (result.getExitCode() != 0) {
            throw new IllegalStateException("init.sh: " + result.getStdout() + result.getStderr());
        }
    }

    /** Returns the settings of a user, as make-secrets.sh writes them. */
    Path settings(String user) {
        return secrets.resolve("clients").resolve(user + ".properties");
    }

    /** Returns a connection for a user of make-secrets.sh, from outside the network. */
    KafkaConnection connection(String user) throws IOException {
        return Users.connection(secrets, user, bootstrapServers());
    }

    /** Returns the brokers as they are reached from outside the network. */
    String bootstrapServers() {
        return ports.stream().map(port -> "localhost:" + port).collect(Collectors.joining(","));
    }

    /** Returns the app's own image at work on this cluster, newly started and ready. */
    GenericContainer<?> app(Path model) {
        return app(model, Map.of());
    }

    /** Returns an instance that follows announced models, and has the one it begins with as its shadow, too. */
    GenericContainer<?> app(Path model, SignedModels announced) {
        return app(
                model,
                Map.of(
                        "ROBUSTDX_MODEL_KEY",
                        SignedModels.KEY + "=" + announced.publicKey(),
                        "ROBUSTDX_MODEL_ROOT",
                        announced.root().toString(),
                        "ROBUSTDX_CANARY_IMAGES",
                        "0",
                        "ROBUSTDX_SHADOW",
                        "/models/model.onnx"),
                announced.publicKey(),
                announced.root());
    }

    /** Returns an instance that asks a {@link #registry} for schemas. */
    GenericContainer<?> appWithRegistry(Path model) {
        return app(model, Map.of("ROBUSTDX_SCHEMA_REGISTRY", "http://registry:" + REGISTRY_PORT + REGISTRY_PATH));
    }

    /** Returns a schema registry that keeps its schemas on the brokers, as the user {@code registry}, newly started. */
    GenericContainer<?> registry() throws IOException {
        GenericContainer<?> registry = new GenericContainer<>(Images.of("registry"))
                .withNetwork(network)
                .withNetworkAliases("registry")
                .withExposedPorts(REGISTRY_PORT)
                .withEnv(environment("registry"))
                .withEnv("APICURIO_KAFKASQL_BOOTSTRAP_SERVERS", inside())
                .withCreateContainerCmdModifier(create -> host(create).withBinds(readable("registry")))
                .waitingFor(Wait.forHttp(REGISTRY_PATH + "/system/info"))
                .withStartupTimeout(START);
        registry.start();
        return registry;
    }

    /** Returns a registry's address from outside the network. */
    static URI address(GenericContainer<?> registry) {
        return URI.create("http://localhost:" + registry.getMappedPort(REGISTRY_PORT) + REGISTRY_PATH);
    }

    /** Returns the brokers as they are reached within the network. */
    private static String inside() {
        return IntStream.rangeClosed(1, BROKERS)
                .mapToObj(i -> name(i) + ":19092")
                .collect(Collectors.joining(","));
    }

    /** Returns where a user finds what lets it in, as in docker/compose.secure.yaml. */
    private List<Bind> readable(String user) {
        return Stream.of(settings(user), secrets.resolve("ca.pem"))
                .map(file -> Bind.parse(file + ":/run/secrets/robustdx/" + file.getFileName() + ":ro"))
                .toList();
    }

    private GenericContainer<?> app(Path model, Map<String, String> settings, Path... readable) {
        GenericContainer<?> app = new GenericContainer<>(Images.of("app"))
                .withNetwork(network)
                .withEnv("ROBUSTDX_BOOTSTRAP_SERVERS", inside())
                .withEnv("ROBUSTDX_CONFIG", "/run/secrets/robustdx/app.properties")
                .withEnv("ROBUSTDX_MODEL", "/models/model.onnx")
                .withEnv("ROBUSTDX_MAX_IMAGE_BYTES", Integer.toString(SIZES.maxImageBytes()))
                .withEnv("ROBUSTDX_JAVA_OPTS", "-Xmx256m -XX:TieredStopAtLevel=1")
                .withEnv(settings)
                .withCreateContainerCmdModifier(create -> host(create)
                        // As in docker/compose.yaml: an outage ends the app, and the engine starts it again.
                        .withRestartPolicy(RestartPolicy.onFailureRestart(RESTARTS))
                        .withReadonlyRootfs(true)
                        .withTmpFs(Map.of("/tmp", "exec,mode=1777,size=256m"))
                        .withCapDrop(Capability.ALL)
                        .withBinds(Stream.concat(
                                        readable("app").stream(),
                                        Stream.concat(
                                                        Stream.of(model + ":/models/model.onnx"),
                                                        Stream.of(readable).map(path -> path + ":" + path))
                                                .map(bind -> Bind.parse(bind + ":ro")))
                                .toList()))
                .waitingFor(Wait.forHealthcheck())
                .withStartupTimeout(START);
        app.start();
        return app;
    }

    /** Ends a broker at once, as a power cut does. */
    void kill(int broker) {
        engine.killContainerCmd(brokers.get(broker - 1).getContainerId()).exec();
    }

    /** Starts a killed broker again, on what it had stored. */
    void revive(int broker) {
        engine.startContainerCmd(brokers.get(broker - 1).getContainerId()).exec();
    }

    /** Takes a broker off the network: it goes on, and nobody hears of it. */
    void cut(int broker) {
        engine.disconnectFromNetworkCmd()
                .withNetworkId(network.getId())
                .withContainerId(brokers.get(broker - 1).getContainerId())
                .withForce(true)
                .exec();
    }

    /** Brings a broker back to the network. */
    void mend(int broker) {
        engine.connectToNetworkCmd()
                .withNetworkId(network.getId())
                .withContainerId(brokers.get(broker - 1).getContainerId())
                .withContainerNetwork(new ContainerNetwork().withAliases(name(broker)))
                .exec();
    }

    /** Waits until every broker has every copy of the images again: then the next one may be lost. */
    static void awaitInSync(Admin admin) {
        await().atMost(START)
                .until(() ->
                        admin.describeTopics(List.of(Topics.MEDICAL_IMAGES)).allTopicNames().get().values().stream()
                                .flatMap(topic -> topic.partitions().stream())
                                .allMatch(partition -> partition.isr().size() == BROKERS));
    }

    /** Returns whether a container runs, or will again. */
    static boolean isAlive(GenericContainer<?> container) {
        InspectContainerResponse.ContainerState state =
                container.getCurrentContainerInfo().getState();
        return Boolean.TRUE.equals(state.getRunning()) || Boolean.TRUE.equals(state.getRestarting());
    }

    /** Ends a container at once. */
    void kill(GenericContainer<?> container) {
        engine.killContainerCmd(container.getContainerId()).exec();
    }

    @Override
    public void close() {
        brokers.forEach(GenericContainer::stop);
        network.close();
    }
}
