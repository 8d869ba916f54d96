package org.robustdx.stream.chaos;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.robustdx.broker.EmbeddedBroker;
import org.robustdx.kafka.KafkaConnection;
import org.robustdx.kafka.TopicAdmin;
import org.robustdx.kafka.Topics;
import org.robustdx.schemas.ImageEvent;
import org.robustdx.schemas.serde.AvroSerdes;
import org.robustdx.schemas.serde.RegistryFormat;
import org.robustdx.schemas.serde.StandInRegistry;
import org.robustdx.stream.AppProcess;
import org.robustdx.stream.Samples;

/** What the app runs on and with, each part of which can be taken away and given back; and the app's processes. */
final class Site implements AutoCloseable {
    private static final Duration READY = Duration.ofSeconds(60);
    private static final String FIRST = "one";
    private static final int PARTITIONS = 3;
    private static final Map<String, String> BROKER = Map.of("group.min.session.timeout.ms", "1000");

    final StandInRegistry registry = StandInRegistry.start();
    final EngineFault engine;
    final Optional<SmallDisk> disk;
    final RegistryFormat format;
    private final Path folder;
    private final Path model;
    private final int port;
    private final List<TopicPartition> topics = new ArrayList<>();
    private final Map<AppProcess, String> names = new LinkedHashMap<>();
    private EmbeddedBroker broker;

    Site(Path folder) throws Exception {
        this.folder = folder;
        this.model = Samples.model(folder);
        this.engine = new EngineFault(folder.resolve("engine"));
        engine.none();
        this.format = RegistryFormat.of(registry.url());
        format.register(Topics.DIAGNOSES, AvroSerdes.diagnosisCodec());
        this.broker = EmbeddedBroker.start(folder.resolve("broker"), 0, ChaosApp.SIZES, BROKER);
        String servers = broker.bootstrapServers();
        this.port = Integer.parseInt(servers.substring(servers.indexOf(':') + 1));
        try (TopicAdmin admin = TopicAdmin.connect(kafka().clientProperties("admin"), READY)) {
            admin.create(PARTITIONS, (short) 1, ChaosApp.SIZES);
            for (String topic : List.of(Topics.MEDICAL_IMAGES, Topics.DIAGNOSES, Topics.DEAD_LETTERS)) {
                topics.addAll(admin.partitions(topic));
            }
        }
        this.disk = SmallDisk.mount(folder.resolve("disk"));
    }

    KafkaConnection kafka() {
        return new KafkaConnection(broker.bootstrapServers(), Map.of());
    }

    /** Returns the partitions of images, diagnoses and dead letters. */
    List<TopicPartition> topics() {
        return topics;
    }

    void stopBroker() {
        broker.close();
    }

    void startBroker() throws IOException {
        broker = EmbeddedBroker.start(folder.resolve("broker"), port, ChaosApp.SIZES, BROKER);
    }

    /** Returns the id under which the registry has the schema of images from now on, as another version that nobody has met. */
    int registerAnew(int version) {
        return registry.register(ImageEvent.getClassSchema() + " ".repeat(version));
    }

    /** Starts the instance that is always there; its state is on the small disk, if there is one. */
    AppProcess startFirst() throws IOException {
        return start(FIRST);
    }

    /** Starts another instance, with a state of its own. */
    AppProcess startSecond() throws IOException {
        return start("two");
    }

    /** Starts an instance that has ended again. */
    AppProcess startAgain(AppProcess ended) throws IOException {
        return start(names.getOrDefault(ended, FIRST));
    }

    private AppProcess start(String name) throws IOException {
        Path state =
                (name.equals(FIRST) && disk.isPresent() ? folder.resolve("disk") : folder).resolve("state-" + name);
        AppProcess app = AppProcess.start(
                folder.resolve("app-%d-%s.log".formatted(names.size(), name)),
                "256m",
                ChaosApp.class.getName(),
                List.of(
                        broker.bootstrapServers(),
                        model.toString(),
                        folder.resolve("engine").toString(),
                        state.toString(),
                        registry.url().toString()));
        names.put(app, name);
        return app;
    }

    /** Has the instances that are still there write to their logs what their threads are doing. */
    void dumpThreads() throws IOException, InterruptedException {
        for (AppProcess app : names.keySet()) {
            app.dumpThreads();
        }
    }

    /** Returns the end of the log of the instance that was started last. */
    String lastLog() {
        String log = names.keySet().stream()
                .reduce((before, last) -> last)
                .map(AppProcess::log)
                .orElse("");
        return log.substring(Math.max(0, log.length() - 4000));
    }

    @Override
    public void close() throws IOException {
        names.keySet().forEach(AppProcess::close);
        broker.close();
        registry.close();
        if (disk.isPresent()) {
            disk.get().close();
        }
    }
}
