package org.robustdx.gateway.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.robustdx.gateway.Department;
import org.robustdx.gateway.Diagnoses;
import org.robustdx.gateway.Instances;
import org.robustdx.gateway.app.GatewayApp;
import org.robustdx.gateway.archive.DicomWebClient;
import org.robustdx.gateway.archive.HttpCalls;
import org.robustdx.gateway.archive.HttpLimits;
import org.robustdx.gateway.archive.ServerAccess;
import org.robustdx.gateway.pseudonym.Pseudonyms;
import org.robustdx.schemas.ImageEvent;
import org.robustdx.schemas.Verdict;
import org.robustdx.schemas.serde.MessageFormat;

class BenchTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    private Path folder = Path.of("");

    private static BenchResult measured(Department department, GatewayApp gateway, Path images) {
        ServerAccess access = new ServerAccess(
                URI.create("http://127.0.0.1:" + gateway.stowPort()), Optional.of("Bearer 0123456789abcdef"));
        HttpLimits limits = new HttpLimits(LONG, 3, Duration.ofMillis(50));
        Bench bench = new Bench(
                department.kafka(),
                MessageFormat.SINGLE_OBJECT,
                new Pseudonyms(Department.KEY),
                new DicomWebClient(new HttpCalls(access, limits, 2)),
                new Bench.Settings(images, 5, Duration.ofSeconds(1), LONG, 2, 1));
        try {
            return bench.run(LONG);
        } catch (InterruptedException e) {
            throw new CompletionException(e);
        }
    }

    @Test
    void shouldFindTheOutcomeOfEachStudyThatItSent() throws Exception {
        Path images = Files.createDirectories(folder.resolve("images"));
        Files.write(images.resolve("one.dcm"), Instances.file(1));
        Files.write(images.resolve("note.txt"), new byte[] {1, 2, 3});
        try (Department department = new Department(folder);
                GatewayApp gateway = department.gateway(Optional.empty())) {
            CompletableFuture<BenchResult> result =
                    CompletableFuture.supplyAsync(() -> measured(department, gateway, images));
            Set<String> diagnosed = new HashSet<>();
            while (!result.isDone()) {
                for (ImageEvent event : department.events()) { // Stands in for the app.
                    if (diagnosed.add(event.getImageId())) {
                        department.diagnose(Diagnoses.of(event.getImageId(), Verdict.TRUSTED));
                    }
                }
            }
            BenchResult found = result.join();
            assertThat(found.studies()).isPositive().isEqualTo(diagnosed.size());
            assertThat(found.refused()).isZero();
            assertThat(found.withoutOutcome()).isZero();
            assertThat(found.outcomeMillis()).hasSize(found.studies());
            assertThat(found.p99()).isGreaterThanOrEqualTo(found.p50()).isPositive();
        }
    }

    @Test
    void shouldTakeQuantilesOfSortedTimes() {
        BenchResult result = new BenchResult(4, 0, 0, 2, List.of(3.0, 1.0), List.of(40.0, 10.0, 30.0, 20.0));
        assertThat(result.perSecond()).isEqualTo(2);
        assertThat(result.p50()).isEqualTo(20);
        assertThat(result.p99()).isEqualTo(40);
        assertThat(result.answerP99()).isEqualTo(3);
        assertThat(result.toString()).contains("2.0/s", "p50 20 ms, p99 40 ms");
    }

    @Test
    void shouldRefuseAFolderWithoutImages() {
        assertThatThrownBy(() -> Studies.of(folder, 1)).hasMessageContaining("expected: a folder with DICOM images");
    }
}
