package org.robustdx.stream.modelupdate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.robustdx.kafka.UserException;
import org.robustdx.schemas.ModelAnnouncement;
import org.robustdx.stream.SignedModels;

class AnnouncementsTest {
    @TempDir
    private Path folder = Path.of("");

    private ModelAnnouncement signed = new ModelAnnouncement();
    private TrustedKeys keys = TrustedKeys.read(Map.of());

    @BeforeEach
    void sign() throws Exception {
        SignedModels models = SignedModels.in(folder);
        signed = models.signed(models.unsigned(Files.writeString(models.root().resolve("m"), "abc"), "1"));
        keys = TrustedKeys.read(Map.of(SignedModels.KEY, models.publicKey()));
    }

    @Test
    void shouldSignTheCanonicalText() {
        ModelAnnouncement announcement = ModelAnnouncement.newBuilder()
                .setName("skin")
                .setVersion("2.1")
                .setUri("file:///models/skin-2.1.onnx")
                .setSha256("ab".repeat(32))
                .setSize(123)
                .setAnnouncedAt(Instant.ofEpochMilli(1_767_225_600_001L))
                .setKeyName("prod")
                .build();
        assertThat(new String(Announcements.canonical(announcement), StandardCharsets.UTF_8))
                .isEqualTo("robustdx model announcement 1\nname=skin\nversion=2.1\nuri=file:///models/skin-2.1.onnx\n"
                        + "sha256=" + "ab".repeat(32) + "\nsize=123\nannounced=1767225600001\nkey=prod\n");
    }

    @Test
    void shouldAcceptTheSignatureOfATrustedKey() {
        assertThat(keys.objection(signed)).isEmpty();
    }

    @Test
    void shouldRefuseASignatureIfAFieldChanged() {
        List<ModelAnnouncement> changed = List.of(
                ModelAnnouncement.newBuilder(signed).setName("other").build(),
                ModelAnnouncement.newBuilder(signed).setVersion("2").build(),
                ModelAnnouncement.newBuilder(signed)
                        .setUri(signed.getUri() + "x")
                        .build(),
                ModelAnnouncement.newBuilder(signed).setSha256("00".repeat(32)).build(),
                ModelAnnouncement.newBuilder(signed)
                        .setSize(signed.getSize() + 1)
                        .build(),
                ModelAnnouncement.newBuilder(signed)
                        .setAnnouncedAt(signed.getAnnouncedAt().plusMillis(1))
                        .build(),
                ModelAnnouncement.newBuilder(signed)
                        .setSignature(ByteBuffer.wrap(new byte[64]))
                        .build(),
                ModelAnnouncement.newBuilder(signed)
                        .setSignature(ByteBuffer.wrap(new byte[3]))
                        .build());
        assertThat(changed).allSatisfy(announcement -> assertThat(keys.objection(announcement))
                .hasValueSatisfying(why -> assertThat(why.reason()).isEqualTo(ModelRefusal.Reason.BAD_SIGNATURE)));
    }

    @Test
    void shouldRefuseTheSignatureOfAnotherKey() throws Exception {
        SignedModels others = SignedModels.in(Files.createDirectory(folder.resolve("others")));
        assertThat(keys.objection(others.signed(ModelAnnouncement.newBuilder(signed))))
                .hasValueSatisfying(why -> assertThat(why.reason()).isEqualTo(ModelRefusal.Reason.BAD_SIGNATURE));
        assertThat(keys.objection(
                        others.signed(ModelAnnouncement.newBuilder(signed).setKeyName("other"))))
                .hasValueSatisfying(why -> assertThat(why.reason()).isEqualTo(ModelRefusal.Reason.UNKNOWN_KEY));
    }

    @Test
    void shouldAllowNoLineFeedInAnyField() {
        assertThat(Announcements.problem(signed)).isEmpty();
        List<ModelAnnouncement> broken = List.of(
                ModelAnnouncement.newBuilder(signed).setName("a\nversion=2").build(),
                ModelAnnouncement.newBuilder(signed).setVersion("1\n").build(),
                ModelAnnouncement.newBuilder(signed).setUri("file:///a\nb").build(),
                ModelAnnouncement.newBuilder(signed).setSha256("AB".repeat(32)).build(),
                ModelAnnouncement.newBuilder(signed).setKeyName("").build(),
                ModelAnnouncement.newBuilder(signed).setSize(0).build());
        assertThat(broken).allSatisfy(announcement -> assertThat(Announcements.problem(announcement))
                .isPresent());
    }

    @Test
    void shouldGiveOnlyTheOwnerAccessToThePrivateKey() throws Exception {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("test.key"))))
                .isEqualTo("rw-------");
        assertThatExceptionOfType(UserException.class)
                .isThrownBy(() -> KeyFiles.generate(folder.resolve("alone.key"), folder.resolve("absent/alone.pub")));
        assertThat(folder.resolve("alone.key")).doesNotExist();
        assertThatExceptionOfType(UserException.class)
                .isThrownBy(() -> KeyFiles.generate(folder.resolve("test.key"), folder.resolve("new.pub")))
                .withMessageContaining("already exists");
    }

    @Test
    void shouldReadKeysInOpenSslFormat() throws Exception {
        // The example of RFC 8410, sections 10.1 and 10.3.
        Path file = Files.writeString(folder.resolve("rfc.pub"), """
            -----BEGIN PUBLIC KEY-----
            MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=
            -----END PUBLIC KEY-----
            """);
        assertThat(KeyFiles.publicKey("model-key", file).getAlgorithm()).isIn("EdDSA", "Ed25519");
        assertThatExceptionOfType(UserException.class)
                .isThrownBy(() -> KeyFiles.privateKey("key", file))
                .withMessageContaining("(expected: an Ed25519 private key in PEM)");
    }
}
