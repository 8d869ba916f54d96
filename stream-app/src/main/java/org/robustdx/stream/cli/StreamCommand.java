package org.robustdx.stream.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.robustdx.inference.pipeline.PipelineListener;
import org.robustdx.kafka.TopicAdmin;
import org.robustdx.kafka.Topics;
import org.robustdx.kafka.UserException;
import org.robustdx.kafka.cli.ClusterOptions;
import org.robustdx.kafka.cli.Settings;
import org.robustdx.stream.app.StateFolder;
import org.robustdx.stream.app.StreamApp;
import org.robustdx.stream.config.EngineThreads;
import org.robustdx.stream.config.ObjectStoreSettings;
import org.robustdx.stream.config.Operations;
import org.robustdx.stream.config.StreamConfig;
import org.robustdx.stream.diagnosis.ServedModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code stream}: runs the app on a cluster until it is stopped. */
@Command(
        name = "stream",
        description = {
            "Example: ./robustdx stream --model models/chest-xray.onnx --create-topics",
            "",
            "Diagnoses the images of a Kafka topic. Writes diagnoses, alerts and dead letters to their topics."
        })
final class StreamCommand implements Callable<Integer> {
    private static final Duration START = Duration.ofMinutes(5);

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Mixin
    private ClusterOptions connection = new ClusterOptions();

    @Mixin
    private TopicOptions topicOptions = new TopicOptions();

    @Mixin
    private ModelOptions modelOptions = new ModelOptions();

    @Mixin
    private ThreadsOption threads = new ThreadsOption();

    @Mixin
    private OperationsOptions operationsOptions = new OperationsOptions();

    @Mixin
    private ModelUpdateOptions modelUpdateOptions = new ModelUpdateOptions();

    @Mixin
    private GuaranteeOption guarantee = new GuaranteeOption();

    @Mixin
    private BatchOptions batchOptions = new BatchOptions();

    @Mixin
    private TraceOptions traceOptions = new TraceOptions();

    @Mixin
    private ObjectStoreOptions objectStoreOptions = new ObjectStoreOptions();

    @Mixin
    private EngineOptions engineOptions = new EngineOptions();

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Option(
            names = "--model",
            paramLabel = "FILE",
            required = true,
            description = "The ONNX model. With --model-key, the newest accepted announcement takes precedence.")
    private Path model = Path.of("");

    @Option(
            names = "--application-id",
            paramLabel = "NAME",
            defaultValue = "robustdx",
            description = "Name of the app; instances with the same name share the work (default: ${DEFAULT-VALUE}).")
    private String applicationId = "";

    @Option(
            names = "--content-root",
            paramLabel = "DIR",
            description =
                    "Folder below which content references (file: URIs) may name files (default: none, all are refused).")
    private Optional<Path> contentRoot = Optional.empty();

    @Option(
            names = "--state-dir",
            paramLabel = "DIR",
            description = "Folder for the local state of Kafka Streams; only this user may own it and write to it"
                    + " (default: robustdx/APPLICATION_ID in XDG_STATE_HOME or ~/.local/state).")
    private Optional<Path> stateDir = Optional.empty();

    @Option(
            names = "--trust-state-dir",
            description = "Do not check who may write to --state-dir. For a container's volume that"
                    + " no other user can reach.")
    private boolean trustStateDir;

    @Option(
            names = "--task-policy",
            paramLabel = "TASK=RATE[/REJECTION[/SCOPE]]",
            split = ",",
            description =
                    "Rates for models of this task, instead of --false-alarm-rate: share of clean images that may be"
                            + " flagged; share that may be REJECTED, if smaller; share that may be OUT_OF_SCOPE,"
                            + " instead of the model's own; may be repeated.")
    private Map<String, String> taskPolicies = new TreeMap<>();

    @Override
    public Integer call() throws InterruptedException {
        common.apply();
        Topics.requireApart(applicationId);
        Optional<ObjectStoreSettings> objects = objectStoreOptions.settings();
        EngineThreads engine = engineOptions.threads(modelOptions.device());
        StreamConfig config = new StreamConfig(
                connection.kafka(),
                applicationId,
                model,
                modelOptions.device(),
                threads.get(),
                engine.intraOp(),
                modelOptions.policies(taskPolicies),
                connection.sizes(),
                contentRoot,
                stateDir.orElseGet(this::ownStateDir),
                guarantee.get(),
                batchOptions.batching(objects.isPresent(), engine.workers()),
                objects);
        connection.format(); // Rejects a malformed URL before the command connects.
        Operations operations = operationsOptions.operations(
                modelUpdateOptions.updates(),
                modelUpdateOptions.shadow(),
                connection.schemaRegistry(),
                traceOptions.settings());
        PrintWriter out = command.commandLine().getOut();
        config.shown().forEach(out::println);
        operations.shown().forEach(out::println);
        out.println(engine.shown());
        out.flush();
        try (ModelInAdvance opening = ModelInAdvance.of(config)) {
            try (TopicAdmin topics = Logs.whileConnecting(connection::connect)) {
                topicOptions.prepare(topics, config.sizes());
                topicOptions.prepareModels(topics, operations, config.sizes());
            }
            if (!trustStateDir) {
                StateFolder.claim(config.stateDir());
            }
            return stream(config, opening.take(), operations, out);
        }
    }

    private Path ownStateDir() {
        Map<String, String> environment = Settings.in(command).environment();
        return StateFolder.ofUser(environment, System.getProperty("user.home", ""), applicationId);
    }

    private static int stream(StreamConfig config, ServedModel model, Operations operations, PrintWriter out)
            throws InterruptedException {
        try (StreamApp app = StreamApp.start(config, model, operations, PipelineListener.NONE)) {
            Thread stop = new Thread(app::close, "stop");
            Runtime.getRuntime().addShutdownHook(stop);
            app.settingsLines().forEach(out::println);
            out.println("model: " + app.modelLine());
            app.shadowLine().ifPresent(line -> out.println("shadow: " + line));
            app.instance().ifPresent(name -> out.println("instance: " + name));
            app.awaitRunning(START);
            out.println("streaming; stop with Ctrl-C");
            out.flush();
            app.awaitEnd();
            app.failure().ifPresent(why -> {
                throw UserException.failed(why);
            });
            return 0;
        }
    }
}
