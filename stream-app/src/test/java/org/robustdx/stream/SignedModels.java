package org.robustdx.stream;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.robustdx.inference.file.Sha256;
import org.robustdx.inference.model.TinyModels;
import org.robustdx.kafka.KafkaConnection;
import org.robustdx.kafka.SizeLimits;
import org.robustdx.kafka.TopicAdmin;
import org.robustdx.onnx.ModelProto;
import org.robustdx.onnx.TensorProto;
import org.robustdx.schemas.ModelAnnouncement;
import org.robustdx.stream.config.ModelUpdates;
import org.robustdx.stream.modelupdate.KeyFiles;
import org.robustdx.stream.modelupdate.ModelTopics;
import org.robustdx.stream.modelupdate.TrustedKeys;

/** A folder of models that may be announced, and a key that signs them. */
public final class SignedModels {
    /** Name of the key. */
    public static final String KEY = "test";

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final Path root;
    private final PrivateKey key;
    private final Path publicKey;

    private SignedModels(Path root, PrivateKey key, Path publicKey) {
        this.root = root;
        this.key = key;
        this.publicKey = publicKey;
    }

    /** Returns a new folder and a new key in this folder. */
    public static SignedModels in(Path folder) throws IOException {
        Path root = Files.createDirectories(folder.resolve("models")).toRealPath();
        Path privateKey = folder.resolve(KEY + ".key");
        Path publicKey = folder.resolve(KEY + ".pub");
        KeyFiles.generate(privateKey, publicKey);
        return new SignedModels(root, KeyFiles.privateKey("key", privateKey), publicKey);
    }

    /** Returns where models must lie. */
    public Path root() {
        return root;
    }

    /** Returns the public key's file. */
    public Path publicKey() {
        return publicKey;
    }

    /** Returns settings that follow these models, compared on so many of the last images. */
    public ModelUpdates updates(int canaryImages) {
        return new ModelUpdates(Map.of(KEY, publicKey), root, 16 << 20, Optional.empty(), canaryImages, 0.1);
    }

    /** Writes a model as {@link Samples#model}'s, of the same answers and other bytes, after this change. */
    public Path model(String version, Consumer<ModelProto.Builder> change) throws IOException {
        ModelProto.Builder model = TinyModels.valid(8, 8, 1, List.of("bright", "dark"), List.of("brightness"));
        TinyModels.metadata(model, "created", version);
        return TinyModels.write(root.resolve(version + ".onnx"), model, change);
    }

    /** A change after which every label is the other one. */
    public static void contrary(ModelProto.Builder model) {
        for (TensorProto.Builder tensor : model.getGraphBuilder().getInitializerBuilderList()) {
            if (tensor.getName().equals("weights") || tensor.getName().equals("bias")) {
                for (int i = 0; i < tensor.getFloatDataCount(); i++) {
                    tensor.setFloatData(i, -tensor.getFloatData(i));
                }
            }
        }
    }

    /** Returns what announces this file, not signed yet. */
    public ModelAnnouncement.Builder unsigned(Path file, String version) throws IOException {
        byte[] content = Files.readAllBytes(file);
        return ModelAnnouncement.newBuilder()
                .setName("tiny")
                .setVersion(version)
                .setUri(file.toUri().toString())
                .setSha256(Sha256.hex(content))
                .setSize(content.length)
                .setAnnouncedAt(Instant.ofEpochMilli(1_700_000_000_000L))
                .setKeyName(KEY);
    }

    /** Returns it signed. */
    public ModelAnnouncement signed(ModelAnnouncement.Builder unsigned) {
        return TrustedKeys.signed(unsigned.build(), key);
    }

    /** Announces a file to a cluster. */
    public ModelAnnouncement announce(KafkaConnection kafka, SizeLimits sizes, Path file, String version)
            throws IOException {
        try (TopicAdmin topics = TopicAdmin.connect(kafka.clientProperties("admin"), TIMEOUT)) {
            return new ModelTopics(kafka, sizes, topics)
                    .announce(
                            unsigned(file, version).build(),
                            announcement -> TrustedKeys.signed(announcement, key),
                            Clock.systemUTC());
        }
    }
}
