package org.robustdx.stream.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.assertj.core.util.Throwables;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.robustdx.inference.file.Sha256;
import org.robustdx.schemas.ContentReference;
import org.robustdx.stream.config.FetchTime;
import org.robustdx.stream.dlq.Reason;
import org.robustdx.stream.dlq.Refusal;

/** References to files that are not readable, and an unavailable root. */
@Timeout(value = 2, unit = TimeUnit.MINUTES) // A limit on hanging, not on speed.
class ReferencedFilesTest {
    private static final byte[] CONTENT = "content".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path folder = Path.of("");

    private Path root = Path.of("");

    @BeforeEach
    void createRoot() throws IOException {
        root = Files.createDirectory(folder.toRealPath().resolve("jane-root"));
    }

    private ReferencedFiles files() throws IOException {
        return ReferencedFiles.under(root, 1 << 20);
    }

    private static ContentReference reference(Path file) {
        String uri = URI.create("file://" + file.toUri().getRawPath()).toString();
        return new ContentReference(uri, Sha256.hex(CONTENT), (long) CONTENT.length);
    }

    private static Refusal refusal(ContentResult result) {
        assertThat(result).isInstanceOf(ContentResult.NotFound.class);
        Refusal refusal = ((ContentResult.NotFound) result).refusal();
        assertThat(refusal.message()).doesNotContain("jane");
        return refusal;
    }

    private Reason reasonFor(Path file) throws IOException {
        return refusal(files().read(reference(file))).reason();
    }

    private static void assertLost(ReferencedFiles files, Path file) {
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> files.read(reference(file)))
                .withMessageContaining("content folder: ")
                .satisfies(e -> assertThat(Throwables.getStackTrace(e)).doesNotContain("jane"));
    }

    @Test
    void shouldReadAFile() throws IOException {
        Path file = Files.write(root.resolve("jane doe.png"), CONTENT);
        assertThat(((ContentResult.Found) files().read(reference(file))).bytes())
                .isEqualTo(CONTENT);
    }

    @Test
    void shouldRefuseAFileWithoutReadPermission() throws IOException {
        Path file = Files.write(root.resolve("jane.png"), CONTENT);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        assumeTrue(!Files.isReadable(file), "root may read any file");
        assertThat(reasonFor(file)).isEqualTo(Reason.REFERENCE_UNREADABLE);
    }

    @Test
    void shouldRefuseAFileInAFolderWithoutPermission() throws IOException {
        Path inner = Files.createDirectory(root.resolve("jane"));
        Path file = Files.write(inner.resolve("a.png"), CONTENT);
        Files.setPosixFilePermissions(inner, PosixFilePermissions.fromString("---------"));
        assumeTrue(!Files.isExecutable(inner), "root may enter any folder");
        try {
            assertThat(reasonFor(file)).isEqualTo(Reason.REFERENCE_UNREADABLE);
        } finally {
            Files.setPosixFilePermissions(inner, PosixFilePermissions.fromString("rwx------"));
        }
    }

    @Test
    void shouldRefuseALoopOfSymbolicLinks() throws IOException {
        Files.createSymbolicLink(root.resolve("jane-1"), root.resolve("jane-2"));
        Files.createSymbolicLink(root.resolve("jane-2"), root.resolve("jane-1"));
        Files.createSymbolicLink(root.resolve("jane-3"), root.resolve("jane-3"));
        assertThat(reasonFor(root.resolve("jane-1"))).isEqualTo(Reason.REFERENCE_UNREADABLE);
        assertThat(reasonFor(root.resolve("jane-1/a.png"))).isEqualTo(Reason.REFERENCE_UNREADABLE);
        assertThat(reasonFor(root.resolve("jane-3"))).isEqualTo(Reason.REFERENCE_UNREADABLE);
    }

    @Test
    void shouldReportAMissingFileBelowAFileOrWithATooLongName() throws IOException {
        Path file = Files.write(root.resolve("jane.png"), CONTENT);
        assertThat(reasonFor(file.resolve("b.png"))).isEqualTo(Reason.REFERENCE_NOT_FOUND);
        assertThat(reasonFor(root.resolve("j".repeat(5000)))).isEqualTo(Reason.REFERENCE_NOT_FOUND);
        assertThat(reasonFor(root.resolve("j/".repeat(5000) + "j"))).isEqualTo(Reason.REFERENCE_NOT_FOUND);
        assertThat(reasonFor(root.resolve("jane"))).isEqualTo(Reason.REFERENCE_NOT_FOUND);
    }

    @Test
    void shouldRefuseAFolder() throws IOException {
        assertThat(reasonFor(Files.createDirectory(root.resolve("jane")))).isEqualTo(Reason.REFERENCE_NOT_ALLOWED);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void shouldRefuseAPipeWithoutWaitingForItsWriter() throws Exception {
        Path pipe = root.resolve("jane");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        assertThat(reasonFor(pipe)).isEqualTo(Reason.REFERENCE_NOT_ALLOWED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mem", "attr/exec", "fd/0", "nothing", "environ", "status"})
    @EnabledOnOs(OS.LINUX)
    void shouldRefuseVirtualFilesOfTheKernel(String name) throws IOException {
        Path process = Path.of("/proc/self").toRealPath();
        ReferencedFiles files = ReferencedFiles.under(process, 1 << 20);
        assertThat(refusal(files.read(reference(process.resolve(name)))).reason())
                .isIn(
                        Reason.REFERENCE_UNREADABLE,
                        Reason.REFERENCE_MISMATCH,
                        Reason.REFERENCE_NOT_ALLOWED,
                        Reason.REFERENCE_NOT_FOUND);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void shouldRefuseAFileWhoseReadFails() throws IOException {
        // Its first page is not mapped, so reading it fails with an I/O error, also for root.
        Path process = Path.of("/proc/self").toRealPath();
        ReferencedFiles files = ReferencedFiles.under(process, 1 << 20);
        Refusal refusal = refusal(files.read(reference(process.resolve("mem"))));
        assertThat(refusal.reason()).isEqualTo(Reason.REFERENCE_UNREADABLE);
        assertThat(refusal.message()).isEqualTo("the referenced file cannot be read (IOException)");
    }

    @Test
    void shouldTreatAMissingRootAsAnOutage() throws IOException {
        ReferencedFiles files = files();
        Files.delete(root);
        assertLost(files, root.resolve("jane"));
        Files.write(root, CONTENT);
        assertLost(files, root.resolve("jane"));
    }

    @Test
    void shouldTreatAReplacedRootAsAnOutage() throws IOException {
        ReferencedFiles files = files();
        Path elsewhere = Files.createDirectory(folder.resolve("jane"));
        Files.write(elsewhere.resolve("a.png"), CONTENT);
        Files.delete(root);
        Files.createSymbolicLink(root, elsewhere);
        assertLost(files, root.resolve("a.png"));
        assertLost(files, root.resolve("b.png"));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void shouldDetectAMountPoint() throws IOException {
        assertThat(ReferencedFiles.isMountPoint(Path.of("/proc"))).isTrue();
        assertThat(ReferencedFiles.isMountPoint(Path.of("/"))).isFalse();
        assertThat(ReferencedFiles.isMountPoint(root)).isFalse();
    }

    @Test
    void shouldTreatARootWithoutPermissionAsAnOutage() throws IOException {
        Path file = Files.write(root.resolve("jane.png"), CONTENT);
        ReferencedFiles files = files();
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("---------"));
        try {
            assumeTrue(!Files.isExecutable(root), "root may enter any folder");
            assertLost(files, file);
        } finally {
            Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void shouldAbandonACallAfterItsTimeLimit() {
        TimedCalls calls = new TimedCalls("test");
        CountDownLatch never = new CountDownLatch(1);
        for (int i = 0; i < TimedCalls.MOST_LEFT_BEHIND; i++) {
            assertThat(calls.exhausted()).isFalse();
            assertThatExceptionOfType(TimeoutException.class)
                    .isThrownBy(() -> calls.within(Duration.ofMillis(1), () -> {
                        awaitUninterruptibly(never);
                        return 1;
                    }));
        }
        assertThat(calls.exhausted()).isTrue();
    }

    /** Blocks like a read on a hanging network file system. */
    @SuppressWarnings("EmptyCatch")
    private static void awaitUninterruptibly(CountDownLatch latch) {
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                // Keeps waiting.
            }
        }
    }

    @Test
    void shouldReportAnOutageInsteadOfARefusalOfTheFileWhenInterrupted() throws IOException {
        ReferencedFiles files = files();
        Thread.currentThread().interrupt();
        assertLost(files, root.resolve("jane"));
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void shouldAllowOneMoreSecondPerMebibyte() {
        FetchTime time = new FetchTime(Duration.ofSeconds(6));
        assertThat(time.of(0)).isEqualTo(Duration.ofSeconds(6));
        assertThat(time.of(1 << 19)).isEqualTo(Duration.ofMillis(6500));
        assertThat(time.of(64 << 20)).isEqualTo(Duration.ofSeconds(70));
        assertThat(time.longest(64 << 20)).isEqualTo(Duration.ofSeconds(76));
    }
}
