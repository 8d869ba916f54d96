package org.robustdx.lab.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.robustdx.broker.BrokerFolder;
import org.robustdx.broker.EmbeddedBroker;
import org.robustdx.kafka.KafkaConnection;
import org.robustdx.kafka.SizeLimits;
import org.robustdx.kafka.TopicAdmin;
import org.robustdx.stream.cli.CommonOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code broker}: runs a local broker that keeps its data. */
@Command(
        name = "broker",
        description = {
            "Example: ./robustdx broker --data kafka-data",
            "",
            "Runs a Kafka broker on this machine until Ctrl-C, so that stream, publish and watch work without a cluster. The"
                    + " folder keeps topics and records for the next start. The broker creates the app's topics, and deletes"
                    + " records after 7 days. It listens on the loopback interface only, without TLS and passwords: for trials"
                    + " and development."
        })
final class BrokerCommand implements Callable<Integer> {
    private static final Duration READY = Duration.ofSeconds(60);
    private static final int LARGEST_PORT = 65_535;
    private static final int MOST_PARTITIONS = 1_000;

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Option(
            names = "--data",
            paramLabel = "DIR",
            required = true,
            description = "Folder for the broker's data; created if it is missing. One broker at a time uses it.")
    private Path data = Path.of("");

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "9092",
            description = "Port for clients; 0 for a free one (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--partitions",
            paramLabel = "N",
            defaultValue = "6",
            description = "Partitions of each topic that is created (default: ${DEFAULT-VALUE}).")
    private int partitions;

    @Option(
            names = "--max-image-bytes",
            paramLabel = "BYTES",
            defaultValue = "" + SizeLimits.DEFAULT_MAX_IMAGE_BYTES,
            description = "Largest image in a message; broker and topics are sized by it (default: ${DEFAULT-VALUE}).")
    private int maxImageBytes;

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Override
    public Integer call() throws IOException {
        common.apply();
        BrokerLog.quiet();
        within("port", port, 0, LARGEST_PORT);
        within("partitions", partitions, 1, MOST_PARTITIONS);
        SizeLimits sizes = new SizeLimits(maxImageBytes);
        PrintWriter out = command.commandLine().getOut();
        try (BrokerFolder folder = BrokerFolder.claim(data)) {
            out.println("starting a broker on " + folder.path() + " ...");
            EmbeddedBroker broker = EmbeddedBroker.start(folder.path(), port, sizes);
            Thread stop = new Thread(
                    () -> {
                        broker.close();
                        out.println("stopped; the data stays in " + folder.path());
                    },
                    "stop");
            Runtime.getRuntime().addShutdownHook(stop);
            KafkaConnection kafka = new KafkaConnection(broker.bootstrapServers(), Map.of());
            try (TopicAdmin topics = TopicAdmin.connect(kafka.clientProperties("admin"), READY)) {
                topics.create(partitions, (short) 1, sizes);
                topics.check(sizes);
            }
            out.println("broker: " + broker.bootstrapServers() + "; stop with Ctrl-C");
            broker.awaitEnd();
        }
        return 0;
    }

    private static void within(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException("%s: %d (expected: %d to %d)".formatted(name, value, least, most));
        }
    }
}
