package org.robustdx.stream.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.robustdx.inference.file.Sha256;
import org.robustdx.inference.model.Device;
import org.robustdx.inference.model.DeviceUnavailableException;
import org.robustdx.inference.model.InvalidModelException;
import org.robustdx.inference.model.OnnxModel;
import org.robustdx.inference.model.OperatorSets;
import org.robustdx.kafka.TopicAdmin;
import org.robustdx.kafka.UserException;
import org.robustdx.kafka.cli.ClusterOptions;
import org.robustdx.schemas.ModelAnnouncement;
import org.robustdx.stream.modelupdate.Announcements;
import org.robustdx.stream.modelupdate.KeyFiles;
import org.robustdx.stream.modelupdate.ModelTopics;
import org.robustdx.stream.modelupdate.TrustedKeys;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code models publish}: announces a model to the running app. */
@Command(
        name = "publish",
        description = {
            "Example: ./robustdx models publish new.onnx --name chest --model-version 2 --key prod=keys/prod.key",
            "",
            "Announces a signed model. Each running instance that trusts the key loads the model, compares it with"
                    + " the one in use, and then switches to it or refuses it. To go back, announce an earlier model again."
        })
final class ModelsPublishCommand implements Callable<Integer> {
    @Spec
    private CommandSpec command = CommandSpec.create();

    @Mixin
    private ClusterOptions connection = new ClusterOptions();

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Parameters(paramLabel = "FILE", description = "The ONNX model.")
    private Path file = Path.of("");

    @Option(names = "--name", paramLabel = "NAME", required = true, description = "Name of the model.")
    private String name = "";

    @Option(
            names = "--model-version",
            paramLabel = "VERSION",
            required = true,
            description = "Version of the model. Never use one version for two files.")
    private String version = "";

    @Option(
            names = "--key",
            paramLabel = "NAME=FILE",
            required = true,
            description = "Ed25519 private key (PEM) that signs the announcement, with the key's name in the app.")
    private Map<String, Path> key = new TreeMap<>();

    @Option(
            names = "--uri",
            paramLabel = "URI",
            description = "URI at which the app finds the file (default: the path of FILE).")
    private Optional<String> uri = Optional.empty();

    @Override
    public Integer call() throws IOException {
        common.apply();
        if (key.size() != 1) {
            throw new IllegalArgumentException("key: %d keys (expected: one)".formatted(key.size()));
        }
        String keyName = key.keySet().iterator().next();
        PrivateKey signing = KeyFiles.privateKey("key", key.values().iterator().next());
        byte[] content = read();
        ModelAnnouncement unsigned = ModelAnnouncement.newBuilder()
                .setName(name)
                .setVersion(version)
                .setUri(uri.orElse(file.toRealPath().toUri().toString()))
                .setSha256(Sha256.hex(content))
                .setSize(content.length)
                .setKeyName(keyName)
                .build();
        Announcements.problem(unsigned).ifPresent(problem -> {
            throw UserException.badInput(problem);
        });
        check(content);
        ModelAnnouncement announced;
        try (TopicAdmin topics = Logs.whileConnecting(connection::connect)) {
            announced = new ModelTopics(connection.kafka(), connection.sizes(), topics)
                    .announce(unsigned, at -> TrustedKeys.signed(at, signing), Clock.systemUTC());
        }
        PrintWriter out = command.commandLine().getOut();
        out.println("announced %s version %s, sha256 %s, %d bytes, at %s, key %s"
                .formatted(
                        announced.getName(),
                        announced.getVersion(),
                        announced.getSha256(),
                        announced.getSize(),
                        announced.getAnnouncedAt(),
                        keyName));
        out.flush();
        return 0;
    }

    private byte[] read() {
        try {
            return Files.readAllBytes(file);
        } catch (IOException | OutOfMemoryError e) {
            throw UserException.badInput("model: %s (expected: an ONNX file that can be read)".formatted(file));
        }
    }

    /** Rejects a model that every instance would refuse, before it is announced. */
    private void check(byte[] content) {
        try {
            OperatorSets.check(content);
            OnnxModel.open(String.valueOf(file.getFileName()), content, new OnnxModel.Options(Device.CPU, 1))
                    .close();
        } catch (InvalidModelException | DeviceUnavailableException e) {
            throw UserException.badInput("model: %s: %s".formatted(file, e.getMessage()));
        }
    }
}
