package org.robustdx.stream.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.robustdx.inference.file.Sha256;
import org.robustdx.schemas.ContentReference;
import org.robustdx.schemas.ImageEvent;
import org.robustdx.schemas.Verdict;
import org.robustdx.schemas.serde.AvroSerdes;
import org.robustdx.stream.Samples;
import org.robustdx.stream.content.ReferencedFiles;
import org.robustdx.stream.dlq.DeadLetter;

/** Images whose content is a file below an allowed root. */
class ReferencedContentTest {
    private static final byte[] KEY = "ct-1".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path folder = Path.of("");

    private @Nullable TinyService service;
    private @Nullable TopologyRig rig;

    @BeforeEach
    void build() throws Exception {
        Files.createDirectory(folder.resolve("root"));
        service = TinyService.start(folder);
        rig = new TopologyRig(service().diagnostician(10_000), Optional.of(ReferencedFiles.under(root(), 100_000)));
    }

    @AfterEach
    void close() {
        rig().close();
        service().close();
    }

    private TinyService service() {
        return Objects.requireNonNull(service);
    }

    private TopologyRig rig() {
        return Objects.requireNonNull(rig);
    }

    @Test
    void shouldReadReferencedFileUnderTheRoot() throws IOException {
        byte[] content = Samples.suspicious();
        Path file = Files.write(root().resolve("a b.png"), content);
        sendReference(file.toUri().toString(), Sha256.hex(content), content.length);
        assertThat(rig().diagnoses.readValue().getVerdict()).isEqualTo(Verdict.SUSPECT);
        assertThat(rig().deadLetters.isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:///etc/passwd",
                "file://ROOT/../secret.png",
                "file://ROOT/%2e%2e/secret.png",
                "file://ROOT/link.png",
                "file://ROOT/linked/secret.png",
                "file://ROOT",
                "file://host/ROOT/a.png",
                "http://example.org/a.png",
                "a.png",
                "not a uri %",
                ""
            })
    void shouldRefuseReferenceOutsideTheRoot(String uri) throws IOException {
        byte[] content = Samples.clean();
        Path secret = Files.write(folder.resolve("secret.png"), content);
        Files.createSymbolicLink(root().resolve("link.png"), secret);
        Files.createSymbolicLink(root().resolve("linked"), folder);
        sendReference(uri.replace("ROOT", root().toString()), Sha256.hex(content), content.length);
        assertThat(reasons(rig())).containsExactly("REFERENCE_NOT_ALLOWED");
        assertThat(rig().diagnoses.isEmpty()).isTrue();
    }

    @Test
    void shouldRefuseReferencedFileThatIsNotAsStated() throws IOException {
        byte[] content = Samples.clean();
        String uri = Files.write(root().resolve("a.png"), content).toUri().toString();
        sendReference(uri, "0".repeat(64), content.length);
        sendReference(uri, Sha256.hex(content), content.length - 1);
        sendReference(uri, Sha256.hex(content), content.length + 1);
        sendReference(uri, "", content.length);
        sendReference(uri, Sha256.hex(content), 1_000_000);
        sendReference(uri.replace("a.png", "gone.png"), Sha256.hex(content), content.length);
        assertThat(reasons(rig()))
                .containsExactly(
                        "REFERENCE_MISMATCH",
                        "REFERENCE_MISMATCH",
                        "REFERENCE_MISMATCH",
                        "REFERENCE_MISMATCH",
                        "OVERSIZE",
                        "REFERENCE_NOT_FOUND");
    }

    @Test
    void shouldGoOnAfterAFileThatCannotBeOpened() throws IOException {
        byte[] content = Samples.clean();
        Path loop = Files.createSymbolicLink(root().resolve("loop.png"), root().resolve("loop.png"));
        Path file = Files.write(root().resolve("a.png"), content);
        sendReference("file://" + loop, Sha256.hex(content), content.length);
        sendReference("file://" + file, Sha256.hex(content), content.length);
        assertThat(reasons(rig())).containsExactly("REFERENCE_UNREADABLE");
        assertThat(rig().diagnoses.readValue().getVerdict()).isEqualTo(Verdict.TRUSTED);
    }

    @Test
    void shouldRefuseEveryReferenceWithoutARoot() {
        try (TopologyRig rootless = new TopologyRig(service().diagnostician(0), Optional.empty())) {
            rootless.images.pipeInput(KEY, reference("file:///a.png", "0".repeat(64), 1));
            assertThat(reasons(rootless)).containsExactly("REFERENCE_NOT_ALLOWED");
        }
    }

    private Path root() throws IOException {
        return folder.resolve("root").toRealPath();
    }

    private void sendReference(String uri, String sha256, long size) {
        rig().images.pipeInput(KEY, reference(uri, sha256, size));
    }

    private static byte[] reference(String uri, String sha256, long size) {
        ContentReference reference = ContentReference.newBuilder()
                .setUri(uri)
                .setSha256(sha256)
                .setSize(size)
                .build();
        ImageEvent event = ImageEvent.newBuilder(Samples.event("a", new byte[0]))
                .setContent(reference)
                .build();
        return AvroSerdes.imageEventCodec().encode(event);
    }

    private static List<String> reasons(TopologyRig rig) {
        return rig.deadLetters.readRecordsToList().stream()
                .map(letter -> new String(
                        letter.headers().lastHeader(DeadLetter.REASON).value(), StandardCharsets.UTF_8))
                .toList();
    }
}
