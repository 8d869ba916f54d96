package org.robustdx.gateway.cli;

import java.io.PrintWriter;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.Callable;
import org.robustdx.gateway.app.GatewayApp;
import org.robustdx.gateway.app.GatewayConfig;
import org.robustdx.gateway.intake.IntakeSettings;
import org.robustdx.gateway.intake.Routes;
import org.robustdx.gateway.pseudonym.GatewayKey;
import org.robustdx.kafka.TopicAdmin;
import org.robustdx.kafka.Topics;
import org.robustdx.kafka.cli.ClusterOptions;
import org.robustdx.kafka.cli.HelpOption;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code gateway}: the hospital integration. */
@Command(
        name = "gateway",
        description = {
            "Example: ./robustdx gateway --archive http://localhost:8042/dicom-web --key-file gateway.key --route"
                    + " 'chest-xray=CR|DX:CHEST' --create-topics",
            "",
            "Takes images from an archive by DICOMweb, replaces identifiers by pseudonyms, and publishes the images"
                    + " for the app. Stores a structured report on each diagnosis in the archive, and sends FHIR"
                    + " resources."
        },
        subcommands = {KeygenCommand.class, RefusedCommand.class, BenchCommand.class})
final class GatewayCommand implements Callable<Integer> {
    private static final int DEFAULT_INSTANCE_BYTES = 64 << 20;

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli fills it.
    private HelpOption help = new HelpOption();

    @Mixin
    private ClusterOptions connection = new ClusterOptions();

    @Mixin
    private KeyOption key = new KeyOption();

    @Mixin
    private ArchiveOptions archive = new ArchiveOptions();

    @Mixin
    private StowOptions stow = new StowOptions();

    @Mixin
    private ResultOptions results = new ResultOptions();

    @Option(
            names = "--route",
            paramLabel = "TASK=RULE",
            description = "Which images are for a task: TASK=MODALITY[|MODALITY...][:BODYPART[|BODYPART...]], such as"
                    + " 'chest-xray=CR|DX:CHEST'; repeatable, the first that fits counts. Without body parts, any"
                    + " fits.")
    private List<String> routes = List.of();

    @Option(
            names = "--name",
            paramLabel = "NAME",
            defaultValue = "gateway",
            description = "Name of this gateway. Of two with one name, the older one ends (default: ${DEFAULT-VALUE}).")
    private String name = "";

    @Option(
            names = "--source",
            paramLabel = "NAME",
            defaultValue = "archive",
            description = "Source of the images in their events; a pseudonym of the device follows (default:"
                    + " ${DEFAULT-VALUE}).")
    private String source = "";

    @Option(
            names = "--accept-burned-in",
            description = "Also take images that state that text is burned into their pixels. It may name the patient.")
    private boolean burnedIn;

    @Option(
            names = "--max-instance-bytes",
            paramLabel = "BYTES",
            defaultValue = "" + DEFAULT_INSTANCE_BYTES,
            description = "Largest instance that is taken (default: ${DEFAULT-VALUE}).")
    private long maxInstanceBytes;

    @Mixin
    private ClaimCheckOptions claimCheck = new ClaimCheckOptions();

    @Option(
            names = "--app",
            paramLabel = "NAME",
            defaultValue = "robustdx",
            description = "The app's --application-id, whose backlog is watched (default: ${DEFAULT-VALUE}).")
    private String app = "";

    @Option(
            names = "--max-lag",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Take no more images while this many wait for the app (default: ${DEFAULT-VALUE}).")
    private long maxLag;

    @Option(
            names = "--create-topics",
            description = "Create the missing topics: those of the app, the gateway's own, and that of --fhir-topic.")
    private boolean createTopics;

    @Option(
            names = "--partitions",
            paramLabel = "N",
            defaultValue = "6",
            description = "Partitions of a new topic of the app (default: ${DEFAULT-VALUE}).")
    private int partitions;

    @Option(
            names = "--replicas",
            paramLabel = "N",
            defaultValue = "-1",
            description = "Copies of a new topic; -1: as the cluster does by default (default: ${DEFAULT-VALUE}).")
    private short replicas;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = command.commandLine().getOut();
        GatewayConfig config = config();
        if (createTopics) {
            create(config);
        }
        try (GatewayApp gateway =
                GatewayApp.start(config, Clock.system(ZoneId.systemDefault()), line -> told(out, line))) {
            Runtime.getRuntime().addShutdownHook(new Thread(gateway::close, "stop"));
            told(out, "gateway %s runs (Ctrl-C ends it)".formatted(name));
            if (gateway.stowPort() > 0) {
                told(out, "STOW-RS: port %d, path /studies".formatted(gateway.stowPort()));
            }
            gateway.awaitEnd();
        }
        return 0;
    }

    private static void told(PrintWriter out, String line) {
        out.println(line);
        out.flush();
    }

    private GatewayConfig config() {
        IntakeSettings intake = new IntakeSettings(source, burnedIn, connection.sizes(), maxInstanceBytes);
        return new GatewayConfig(
                connection.kafka(),
                connection.format(),
                connection.timeout(),
                name,
                GatewayKey.read(key.file()),
                Routes.parse(routes),
                intake,
                claimCheck.claimCheck(),
                app,
                maxLag,
                archive.archive(),
                archive.polling(),
                archive.reports(),
                archive.overviews(),
                archive.limits(),
                stow.stow(),
                results.fhir());
    }

    private void create(GatewayConfig config) {
        try (TopicAdmin topics =
                TopicAdmin.connect(connection.kafka().clientProperties("admin"), connection.timeout())) {
            topics.create(partitions, replicas, connection.sizes());
            topics.createCompacted(Topics.GATEWAY_TAKEN, replicas);
            config.fhir().topic().ifPresent(topic -> topics.createCompacted(topic, replicas));
        }
    }
}
