package org.robustdx.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.BrokerIdNotRegisteredException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.robustdx.kafka.SizeLimits;

/**
 * A Kafka broker and its controller inside this process, on the loopback interface, for demos and tests. It keeps all
 * data in one directory. A later broker on the same directory has the same topics and records.
 */
public final class EmbeddedBroker implements AutoCloseable {
    private static final int NODE_ID = 1;
    private static final String HOST = "127.0.0.1";
    private static final String FORMATTED = "meta.properties";
    private static final Duration CONTROLLER_TIMEOUT = Duration.ofSeconds(30);
    private static final long ASK_AGAIN_MILLIS = 50;

    private final KafkaRaftServer server;
    private final String bootstrapServers;

    private EmbeddedBroker(KafkaRaftServer server, String bootstrapServers) {
        this.server = server;
        this.bootstrapServers = bootstrapServers;
    }

    /**
     * Starts a broker and returns it, ready for clients.
     *
     * @param directory directory for all data; formatted if it is new
     * @param port port to listen on, or 0 for any free port
     * @param sizes limits on records
     * @throws IOException if the directory is not usable
     * @throws org.robustdx.kafka.UserException if another program uses the port
     */
    public static EmbeddedBroker start(Path directory, int port, SizeLimits sizes) throws IOException {
        return start(directory, port, sizes, Map.of());
    }

    /** Starts a broker with additional settings, which override the defaults of this class. */
    public static EmbeddedBroker start(Path directory, int port, SizeLimits sizes, Map<String, String> settings)
            throws IOException {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port: %d (expected: 0 to 65535)".formatted(port));
        }
        if (port > 0) {
            FreePorts.requireFree(port);
        }
        Path logs = directory.toAbsolutePath().resolve("kafka");
        if (Files.exists(logs.resolve(FORMATTED))) {
            unregisterFormer(logs, sizes);
        } else {
            format(logs);
        }
        int[] ports = FreePorts.two(port);
        Properties properties = settings(logs, ports[0], ports[1], sizes);
        properties.putAll(settings);
        return new EmbeddedBroker(started(properties), HOST + ":" + ports[0]);
    }

    private static KafkaRaftServer started(Properties settings) {
        KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(settings, false), Time.SYSTEM);
        try {
            server.startup();
        } catch (RuntimeException e) {
            server.shutdown();
            throw e;
        }
        return server;
    }

    /**
     * Starts only a controller and unregisters the broker of the previous run.
     *
     * <p>Otherwise the new broker would start with the old registration, as leader of all partitions, until the
     * controller detects the old broker's absence. For a moment, no partition has a leader. A transaction that is about
     * to end at this moment is marked as ended without a message to its partitions (KAFKA-20734), and readers of
     * committed records wait forever.
     */
    private static void unregisterFormer(Path logs, SizeLimits sizes) throws IOException {
        int[] ports = FreePorts.two(0);
        Properties alone = settings(logs, ports[0], ports[1], sizes);
        alone.put("process.roles", "controller");
        String controller = HOST + ":" + ports[1];
        alone.put("listeners", "CONTROLLER://" + controller);
        alone.put("listener.security.protocol.map", "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT");
        alone.remove("advertised.listeners");
        alone.remove("inter.broker.listener.name");
        KafkaRaftServer server = started(alone);
        try {
            long deadline = System.nanoTime() + CONTROLLER_TIMEOUT.toNanos();
            while (!unregistered(controller, logs, System.nanoTime() < deadline)) {
                Thread.sleep(ASK_AGAIN_MILLIS); // Polls, because a controller does not signal that it has read its log.
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            server.shutdown();
            server.awaitShutdown();
        }
    }

    /**
     * Asks a controller to unregister the broker. Until the controller has read its log, it answers like a controller
     * of an old version. The client remembers this answer, so each try needs a new client.
     *
     * @param early whether the controller may still be reading its log
     * @return false if the caller must try again
     */
    private static boolean unregistered(String controller, Path logs, boolean early)
            throws IOException, InterruptedException {
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_CONTROLLERS_CONFIG, controller))) {
            admin.unregisterBroker(NODE_ID).all().get();
            return true;
        } catch (ExecutionException e) {
            // The previous run ended before its broker was registered.
            if (e.getCause() instanceof BrokerIdNotRegisteredException) {
                return true;
            }
            if (early && e.getCause() instanceof UnsupportedVersionException) {
                return false;
            }
            throw new IOException(
                    "directory %s: its previous broker cannot be unregistered".formatted(logs), e.getCause());
        }
    }

    /** Returns the address for clients, {@code host:port}. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** Waits until the broker has stopped, because it was closed or by itself. */
    public void awaitEnd() {
        server.awaitShutdown();
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }

    private static void format(Path logs) throws IOException {
        Files.createDirectories(logs);
        PrintStream silence = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        try {
            new Formatter()
                    .setPrintStream(silence)
                    .setNodeId(NODE_ID)
                    .setClusterId(Uuid.randomUuid().toString())
                    .setControllerListenerName("CONTROLLER")
                    .addDirectory(logs.toString())
                    .setMetadataLogDirectory(logs.toString())
                    .run();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("directory %s cannot be formatted: %s".formatted(logs, e.getMessage()), e);
        }
    }

    private static Properties settings(Path logs, int clients, int controllers, SizeLimits sizes) {
        Properties settings = new Properties();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", Integer.toString(NODE_ID));
        settings.put("listeners", "CLIENTS://%s:%d,CONTROLLER://%s:%d".formatted(HOST, clients, HOST, controllers));
        settings.put("advertised.listeners", "CLIENTS://%s:%d".formatted(HOST, clients));
        settings.put("listener.security.protocol.map", "CLIENTS:PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.put("inter.broker.listener.name", "CLIENTS");
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put("controller.quorum.voters", "%d@%s:%d".formatted(NODE_ID, HOST, controllers));
        settings.put("log.dirs", logs.toString());
        settings.put("auto.create.topics.enable", "false");
        settings.put("message.max.bytes", Integer.toString(sizes.outputTopicBytes()));
        settings.put(
                "socket.request.max.bytes", Integer.toString(Math.max(100 << 20, 2 * sizes.producerRequestBytes())));
        // A single node: one replica of everything, and few internal partitions.
        for (String topic : new String[] {"offsets.topic", "transaction.state.log", "share.coordinator.state.topic"}) {
            settings.put(topic + ".replication.factor", "1");
            settings.put(topic + ".num.partitions", "1");
        }
        settings.put("transaction.state.log.min.isr", "1");
        settings.put("share.coordinator.state.topic.min.isr", "1");
        settings.put("group.initial.rebalance.delay.ms", "0");
        settings.put("controlled.shutdown.enable", "false");
        // Aborts transactions of killed clients soon after their timeout. The default interval is 10 s.
        settings.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "500");
        // The defaults suit servers: 128 MiB of heap for the cleaner, 10 MiB index files per segment.
        settings.put("log.cleaner.dedupe.buffer.size", Integer.toString(2 << 20));
        settings.put("log.index.size.max.bytes", Integer.toString(1 << 20));
        return settings;
    }
}
