package org.robustdx.inference.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.robustdx.inference.Draw;
import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.inference.image.DecodeResult;
import org.robustdx.inference.image.DicomAttribute;
import org.robustdx.inference.image.Raster;
import org.robustdx.inference.image.dicom.DicomSamples;
import org.robustdx.inference.model.BatchEngine;
import org.robustdx.inference.model.Device;
import org.robustdx.inference.model.DicomScope;
import org.robustdx.inference.model.InferenceException;
import org.robustdx.inference.model.InvalidOutputException;
import org.robustdx.inference.model.ModelMetadata;
import org.robustdx.inference.model.OnnxModel;
import org.robustdx.inference.model.Reading;
import org.robustdx.inference.model.TinyModels;
import org.robustdx.inference.verdict.Assessment;
import org.robustdx.inference.verdict.OutOfScopeReason;
import org.robustdx.inference.verdict.Verdict;
import org.robustdx.inference.verdict.VerdictPolicy;

@Timeout(120)
@SuppressWarnings("FutureReturnValueIgnored") // The result of the image that occupies the engine is not needed.
class InferencePipelineTest {
    private static final Content.Result.None NOTHING = new Content.Result.None(new Content.Substitute() {});

    private static final int POISON = 13;
    private static final PipelineOptions OPTIONS = new PipelineOptions(8, Duration.ofMillis(10), 2, 1);

    private final ScriptedEngine engine = new ScriptedEngine();

    private static InferencePipeline pipeline(BatchEngine engine, PipelineOptions options) {
        return new InferencePipeline(
                engine, new VerdictPolicy(0.01), DecodeLimits.ofDefaults(), options, PipelineListener.NONE);
    }

    private InferencePipeline pipeline() {
        return pipeline(engine, OPTIONS);
    }

    private static Answer answer(CompletableFuture<Answer> future) throws Exception {
        return future.get(60, TimeUnit.SECONDS);
    }

    private static Throwable failure(CompletableFuture<Answer> future) throws Exception {
        try {
            throw new AssertionError("an answer: " + answer(future));
        } catch (ExecutionException e) {
            return Objects.requireNonNull(e.getCause());
        }
    }

    private static void until(BooleanSupplier so) {
        while (!so.getAsBoolean()) {
            LockSupport.parkNanos(100_000);
        }
    }

    /** Blocks the engine with one image, so that later images wait together. */
    private CompletableFuture<Answer> occupy(InferencePipeline pipeline) {
        engine.hold();
        CompletableFuture<Answer> first = pipeline.submit(ScriptedEngine.content(1));
        until(() -> engine.running.get() == 1);
        engine.batches.clear();
        return first;
    }

    @Test
    void shouldGiveTheSameAnswersAsTheModelWithoutBatches(@TempDir Path folder) throws Exception {
        Path file = TinyModels.write(
                folder.resolve("tiny.onnx"),
                TinyModels.valid(4, 4, 1, List.of("bright", "dark"), List.of("brightness")),
                model -> {});
        VerdictPolicy policy = new VerdictPolicy(0.01);
        try (OnnxModel model = OnnxModel.open(file, new OnnxModel.Options(Device.CPU, 1));
                InferencePipeline pipeline = pipeline(model, new PipelineOptions(8, Duration.ofMillis(5), 2, 2))) {
            List<Raster> images = new ArrayList<>();
            List<CompletableFuture<Answer>> answers = new ArrayList<>();
            for (int i = 0; i < 256; i++) {
                byte[] pixels = new byte[16];
                java.util.Arrays.fill(pixels, (byte) i);
                pixels[15] ^= 1; // A uniform image shows nothing and would be refused.
                Raster image = new Raster(4, 4, 1, pixels);
                images.add(image);
                byte[] png = image.toPng();
                answers.add(pipeline.submit(() -> new Content.Result.Image(png)));
            }
            int flagged = 0;
            for (int i = 0; i < 256; i++) {
                Reading reading = model.run(List.of(images.get(i))).get(0);
                Assessment expected = policy.assess(model.metadata(), reading, model::run);
                Answer.Read read = (Answer.Read) answer(answers.get(i));
                assertThat(read.probabilities()).as("image %d", i).containsExactly(reading.probabilities());
                assertThat(read.scores()).containsExactly(reading.scores());
                assertThat(read.assessment().verdict()).isEqualTo(expected.verdict());
                assertThat(read.assessment().label()).isEqualTo(expected.label());
                assertThat(read.assessment().labelAfterDenoising()).isEqualTo(expected.labelAfterDenoising());
                assertThat(read.assessment().pValues()).containsExactly(expected.pValues());
                assertThat(read.denoised())
                        .isEqualTo(expected.flagged() ? Optional.of(reading.denoised()) : Optional.empty());
                assertThat(read.probabilitiesAfter())
                        .as("of image %d, denoised", i)
                        .containsExactly(
                                expected.flagged()
                                        ? model.run(List.of(reading.denoised()))
                                                .get(0)
                                                .probabilities()
                                        : new float[0]);
                flagged += expected.flagged() ? 1 : 0;
            }
            assertThat(flagged).isPositive().isLessThan(200);
        }
    }

    /** More of them than there are permits: each gives its permit back. */
    @Test
    void shouldNotReadDicomImagesWhoseAttributesDoNotMatch() throws Exception {
        ModelMetadata own = engine.metadata;
        engine.metadata = new ModelMetadata(
                own.task(),
                own.classes(),
                own.height(),
                own.width(),
                own.channels(),
                own.fit(),
                own.detectors(),
                own.calibration(),
                Optional.empty(),
                Optional.of(new DicomScope(Map.of(DicomAttribute.MODALITY, List.of("DX")), Set.of())),
                Map.of());
        byte[] ct = DicomSamples.gray(ScriptedEngine.SIDE, 7, Map.of(DicomAttribute.MODALITY, "CT"));
        byte[] dx = DicomSamples.gray(ScriptedEngine.SIDE, 8, Map.of(DicomAttribute.MODALITY, "DX"));
        try (InferencePipeline pipeline = pipeline()) {
            engine.batches.clear();
            int many = 4 * new PipelineOptions(8, Duration.ofMillis(5), 2, 2).permits();
            for (int i = 0; i < many; i++) {
                Answer.Read read =
                        (Answer.Read) answer(pipeline.submit(() -> new Content.Result.Image(ct, "its-sha256")));
                assertThat(read.assessment().verdict()).isEqualTo(Verdict.OUT_OF_SCOPE);
                assertThat(read.assessment().outOfScopeReason()).contains(OutOfScopeReason.MODALITY);
                assertThat(read.assessment().mismatch().orElseThrow().found()).contains("CT");
                assertThat(read.assessment().flagged()).isFalse();
                assertThat(read.probabilities()).isEmpty();
                assertThat(read.scores()).isEmpty();
                assertThat(read.sha256()).isEqualTo("its-sha256");
                assertThat(read.inferNanos()).isZero();
            }
            assertThat(engine.batches).isEmpty();
            Answer.Read read = (Answer.Read) answer(pipeline.submit(() -> new Content.Result.Image(dx)));
            assertThat(read.assessment().verdict()).isEqualTo(Verdict.TRUSTED);
            assertThat(read.assessment().mismatch()).isEmpty();
            assertThat(engine.batches).hasSize(1);
            until(() -> pipeline.snapshot().unanswered() == 0);
            assertThat(pipeline.snapshot().answered()).isEqualTo(many + 1);
        }
    }

    @Test
    void shouldFillBatchesWhileTheEngineIsBusy() throws Exception {
        try (InferencePipeline pipeline = pipeline()) {
            occupy(pipeline);
            List<CompletableFuture<Answer>> answers = submit(pipeline, 2, 3, 4, 5, 6, 7, 8, 9);
            until(() -> pipeline.snapshot().ready() == 8);
            engine.release();
            for (CompletableFuture<Answer> future : answers) {
                assertThat(answer(future)).isInstanceOf(Answer.Read.class);
            }
            assertThat(engine.batches).hasSize(2);
            assertThat(List.copyOf(engine.batches).get(1)).containsExactlyInAnyOrder(2, 3, 4, 5, 6, 7, 8, 9);
            PipelineSnapshot snapshot = pipeline.snapshot();
            until(() -> pipeline.snapshot().answered() == 9); // Counted shortly after the future completes.
            assertThat(snapshot.batches()).isEqualTo(2);
            assertThat(snapshot.batchedImages()).isEqualTo(9);
            assertThat(snapshot.batchedPlaces()).isEqualTo(9);
        }
    }

    @Test
    void shouldNotStartAPartialBatchDuringAGroupOfSubmissions() throws Exception {
        try (InferencePipeline pipeline = pipeline(engine, new PipelineOptions(8, Duration.ofSeconds(1), 2, 1))) {
            engine.batches.clear();
            List<CompletableFuture<Answer>> answers = new ArrayList<>();
            pipeline.together(() -> {
                answers.add(pipeline.submit(ScriptedEngine.content(2)));
                until(() -> pipeline.snapshot().ready() == 1 || !engine.batches.isEmpty());
                answers.add(pipeline.submit(ScriptedEngine.content(3)));
            });
            for (CompletableFuture<Answer> future : answers) {
                answer(future);
            }
            assertThat(engine.batches).containsExactly(List.of(2, 3));
        }
    }

    @Test
    void shouldRunTheSecondPassOfFlaggedImagesInOneBatch() throws Exception {
        try (InferencePipeline pipeline = pipeline()) {
            occupy(pipeline);
            List<CompletableFuture<Answer>> answers = submit(pipeline, 220, 230, 10, 20);
            until(() -> pipeline.snapshot().ready() == 4);
            engine.release();
            Answer.Read read = (Answer.Read) answer(answers.get(0));
            assertThat(read.assessment().verdict()).isEqualTo(Verdict.REJECTED); // 220 is bright, 110 is dark
            assertThat(read.probabilities()[0]).isEqualTo(220 / 255f);
            assertThat(read.denoised().orElseThrow().sample(0, 0, 0)).isEqualTo(110);
            assertThat(((Answer.Read) answer(answers.get(1))).assessment().flagged())
                    .isTrue();
            assertThat(((Answer.Read) answer(answers.get(2))).assessment().verdict())
                    .isEqualTo(Verdict.TRUSTED);
            until(() -> pipeline.snapshot().unanswered() == 0);
            assertThat(List.copyOf(engine.batches).get(2)).containsExactlyInAnyOrder(110, 115);
        }
    }

    @Test
    void shouldRefuseOnlyTheImageThatMakesABatchFail() throws Exception {
        try (InferencePipeline pipeline = pipeline()) {
            CompletableFuture<Answer> first = occupy(pipeline);
            engine.poison = brightness -> brightness == POISON;
            List<CompletableFuture<Answer>> answers = submit(pipeline, 2, 3, 4, POISON, 6, 7, 8, 9);
            until(() -> pipeline.snapshot().ready() == 8);
            engine.release();
            assertThat(answer(first)).isInstanceOf(Answer.Read.class);
            for (int i = 0; i < 8; i++) {
                assertThat(answer(answers.get(i))).isInstanceOf(i == 3 ? Answer.Unreadable.class : Answer.Read.class);
            }
            assertThat(pipeline.snapshot().bisections()).isEqualTo(3);
            assertPermitsReturn(pipeline, OPTIONS);
        }
    }

    @Test
    void shouldRefuseAnImageThatFailsAlone() throws Exception {
        try (InferencePipeline pipeline = pipeline()) {
            engine.poison = brightness -> brightness == POISON;
            assertThat(answer(pipeline.submit(ScriptedEngine.content(POISON)))).isInstanceOf(Answer.Unreadable.class);
            assertThat(answer(pipeline.submit(ScriptedEngine.content(1)))).isInstanceOf(Answer.Read.class);
        }
    }

    @Test
    void shouldRefuseAnImageWhoseReconstructionFails() throws Exception {
        try (InferencePipeline pipeline = pipeline()) {
            engine.poison = brightness -> brightness == 110;
            assertThat(answer(pipeline.submit(ScriptedEngine.content(220)))).isInstanceOf(Answer.Unreadable.class);
            assertPermitsReturn(pipeline, OPTIONS);
        }
    }

    @Test
    void shouldFailWithoutRefusalsIfTheEngineFailsOnEverything() throws Exception {
        try (InferencePipeline pipeline = pipeline()) {
            CompletableFuture<Answer> first = occupy(pipeline);
            engine.down = true;
            List<CompletableFuture<Answer>> answers = submit(pipeline, 2, 3, 4, 5);
            until(() -> pipeline.snapshot().ready() == 4);
            engine.release();
            assertThat(failure(first)).isInstanceOf(InferenceException.class);
            for (CompletableFuture<Answer> future : answers) {
                assertThat(failure(future)).isInstanceOf(InferenceException.class);
            }
            engine.down = false;
            assertThat(answer(pipeline.submit(ScriptedEngine.content(1)))).isInstanceOf(Answer.Read.class);
            assertPermitsReturn(pipeline, OPTIONS);
        }
    }

    @Test
    void shouldAnswerAllImagesAfterATransientFailure() throws Exception {
        try (InferencePipeline pipeline = pipeline()) {
            occupy(pipeline);
            List<CompletableFuture<Answer>> answers = submit(pipeline, 2, 3, 4, 5);
            until(() -> pipeline.snapshot().ready() == 4);
            engine.failNext.set(2);
            engine.release();
            for (CompletableFuture<Answer> future : answers) {
                assertThat(answer(future)).isInstanceOf(Answer.Read.class);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"logits", "probabilities", "scores", "denoised"})
    void shouldRefuseOnlyTheImageWhoseOutputIsNotFinite(String output) throws Exception {
        engine.invalid = brightness -> brightness == 210;
        engine.invalidOutput = output;
        try (InferencePipeline pipeline = pipeline()) {
            occupy(pipeline);
            List<CompletableFuture<Answer>> answers = submit(pipeline, 2, 210, 211, 3);
            until(() -> pipeline.snapshot().ready() == 4);
            engine.release();
            assertThat(answer(answers.get(1)))
                    .isEqualTo(new Answer.Unreadable("output " + output + "[0]: NaN (expected: a finite number)"));
            for (int i : new int[] {0, 2, 3}) {
                assertThat(answer(answers.get(i))).isInstanceOf(Answer.Read.class);
            }
            assertPermitsReturn(pipeline, OPTIONS);
        }
    }

    @Test
    void shouldRefuseAnImageWhoseSecondPassIsNotFinite() throws Exception {
        engine.invalid = brightness -> brightness == 105; // The result of denoising 210.
        try (InferencePipeline pipeline = pipeline()) {
            assertThat(answer(pipeline.submit(ScriptedEngine.content(210))))
                    .isEqualTo(new Answer.Unreadable("output logits[0]: NaN (expected: a finite number)"));
            assertThat(answer(pipeline.submit(ScriptedEngine.content(220)))).isInstanceOf(Answer.Read.class);
            assertPermitsReturn(pipeline, OPTIONS);
        }
    }

    /** A lost device may keep answering, with values that are not numbers. */
    @Test
    void shouldFailIfNoOutputOfTheEngineIsFinite() throws Exception {
        engine.invalid = brightness -> true;
        try (InferencePipeline pipeline = pipeline()) {
            assertThat(failure(pipeline.submit(ScriptedEngine.content(2)))).isInstanceOf(InvalidOutputException.class);
            engine.invalid = brightness -> false;
            assertThat(answer(pipeline.submit(ScriptedEngine.content(2)))).isInstanceOf(Answer.Read.class);
            assertPermitsReturn(pipeline, OPTIONS);
        }
    }

    @Test
    void shouldRefuseInvalidImagesAndFailOnUnavailableContent() throws Exception {
        try (InferencePipeline pipeline = pipeline()) {
            CompletableFuture<Answer> broken = pipeline.submit(() -> new Content.Result.Image(new byte[] {1, 2, 3}));
            CompletableFuture<Answer> absent = pipeline.submit(() -> NOTHING);
            CompletableFuture<Answer> lost = pipeline.submit(() -> {
                throw new UncheckedIOException(new java.io.IOException("gone"));
            });
            assertThat(answer(broken)).isInstanceOfSatisfying(Answer.Undecodable.class, undecodable -> assertThat(
                            undecodable.why().reason())
                    .isEqualTo(DecodeResult.Reason.UNKNOWN_FORMAT));
            assertThat(answer(absent)).isEqualTo(new Answer.Absent(NOTHING.substitute()));
            assertThat(failure(lost)).isInstanceOf(UncheckedIOException.class);
            assertPermitsReturn(pipeline, OPTIONS);
        }
    }

    @Test
    void shouldHoldNoMoreDecodedImagesThanPermitted() throws Exception {
        try (InferencePipeline pipeline = pipeline()) {
            occupy(pipeline);
            List<CompletableFuture<Answer>> answers = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                answers.add(pipeline.submit(ScriptedEngine.content(i % 100)));
            }
            until(() -> pipeline.snapshot().freePermits() == 0);
            assertThat(engine.prepared.get()).isLessThanOrEqualTo(OPTIONS.permits());
            engine.release();
            for (CompletableFuture<Answer> future : answers) {
                answer(future);
            }
            assertThat(engine.prepared.get()).isEqualTo(101);
            assertPermitsReturn(pipeline, OPTIONS);
        }
    }

    @Test
    void shouldSkipCancelledImages() throws Exception {
        try (InferencePipeline pipeline = pipeline()) {
            occupy(pipeline);
            List<CompletableFuture<Answer>> answers = submit(pipeline, 2, 3, 4);
            until(() -> pipeline.snapshot().ready() == 3);
            answers.get(1).cancel(false);
            engine.release();
            answer(answers.get(0));
            answer(answers.get(2));
            assertThat(List.copyOf(engine.batches).get(1)).containsExactlyInAnyOrder(2, 4);
            assertPermitsReturn(pipeline, OPTIONS);
        }
    }

    @Test
    void shouldCompleteEveryFutureWhenClosed() throws Exception {
        InferencePipeline pipeline = pipeline();
        CompletableFuture<Answer> running = occupy(pipeline);
        List<CompletableFuture<Answer>> waiting = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            waiting.add(pipeline.submit(ScriptedEngine.content(i % 100)));
        }
        assertThat(pipeline.close(Duration.ofMillis(1))).isFalse(); // The engine is still running.
        for (CompletableFuture<Answer> future : waiting) {
            assertThat(future).isDone();
            assertThat(failure(future)).isInstanceOf(PipelineClosedException.class);
        }
        assertThat(running).isDone();
        engine.release();
        assertThat(pipeline.close(Duration.ofSeconds(60))).isTrue();
        assertThat(failure(pipeline.submit(ScriptedEngine.content(1)))).isInstanceOf(PipelineClosedException.class);
    }

    @Test
    void shouldFinishTheBatchInTheEngineWhenClosed() throws Exception {
        InferencePipeline pipeline = pipeline();
        CompletableFuture<Answer> running = occupy(pipeline);
        CompletableFuture<Answer> waiting = pipeline.submit(ScriptedEngine.content(2));
        Thread closing = new Thread(() -> pipeline.close(Duration.ofSeconds(60)));
        closing.start();
        until(() -> failsAtOnce(pipeline));
        engine.release();
        closing.join();
        assertThat(answer(running)).isInstanceOf(Answer.Read.class);
        assertThat(failure(waiting)).isInstanceOf(PipelineClosedException.class);
    }

    private static boolean failsAtOnce(InferencePipeline pipeline) {
        return pipeline.submit(() -> NOTHING).isCompletedExceptionally();
    }

    @Test
    void shouldNotStartWithAFailingEngine() {
        engine.down = true;
        assertThatThrownBy(this::pipeline).isInstanceOf(InferenceException.class);
    }

    /** 0 clean, 1 flagged, 2 poison, 3 not an image, 4 absent, 5 unavailable, 6 cancelled. */
    @Test
    void shouldAnswerEachImageAccordingToItsKind() {
        Draw.tries(20, draw -> {
            List<Integer> kinds = draw.list(0, 60, () -> draw.integer(0, 6));
            int maxBatch = draw.integer(1, 9);
            int workers = draw.integer(1, 3);
            int decodeThreads = draw.integer(1, 3);
            PipelineOptions options = new PipelineOptions(maxBatch, Duration.ofMillis(1), decodeThreads, workers);
            ScriptedEngine any = new ScriptedEngine();
            try (InferencePipeline pipeline = pipeline(any, options)) {
                any.poison = brightness -> brightness == POISON;
                List<CompletableFuture<Answer>> answers = new ArrayList<>();
                for (int kind : kinds) {
                    Content content =
                            switch (kind) {
                                case 0, 6 -> ScriptedEngine.content(50);
                                case 1 -> ScriptedEngine.content(210);
                                case 2 -> ScriptedEngine.content(POISON);
                                case 3 -> () -> new Content.Result.Image(new byte[] {1});
                                case 4 -> () -> NOTHING;
                                default ->
                                    () -> {
                                        throw new IllegalStateException("lost");
                                    };
                            };
                    answers.add(pipeline.submit(content));
                    if (kind == 6) {
                        answers.get(answers.size() - 1).cancel(false);
                    }
                }
                for (int i = 0; i < kinds.size(); i++) {
                    switch (kinds.get(i)) {
                        case 0 -> assertVerdict(answers.get(i), Verdict.TRUSTED);
                        case 1 -> assertVerdict(answers.get(i), Verdict.REJECTED);
                        case 2 -> assertThat(answer(answers.get(i))).isInstanceOf(Answer.Unreadable.class);
                        case 3 -> assertThat(answer(answers.get(i))).isInstanceOf(Answer.Undecodable.class);
                        case 4 -> assertThat(answer(answers.get(i))).isInstanceOf(Answer.Absent.class);
                        case 5 -> assertThat(failure(answers.get(i))).hasMessage("lost");
                        default -> assertThat(answers.get(i)).isDone();
                    }
                }
                assertPermitsReturn(pipeline, options);
            }
        });
    }

    private static void assertVerdict(CompletableFuture<Answer> future, Verdict verdict) throws Exception {
        assertThat(((Answer.Read) answer(future)).assessment().verdict()).isEqualTo(verdict);
    }

    private static List<CompletableFuture<Answer>> submit(InferencePipeline pipeline, int... brightness) {
        List<CompletableFuture<Answer>> answers = new ArrayList<>();
        for (int value : brightness) {
            answers.add(pipeline.submit(ScriptedEngine.content(value)));
        }
        return answers;
    }

    /** Checked at the end, so that a permit that is lost or returned twice is noticed. */
    private static void assertPermitsReturn(InferencePipeline pipeline, PipelineOptions options) {
        until(() -> pipeline.snapshot().unanswered() == 0
                && pipeline.snapshot().queued() == 0
                && pipeline.snapshot().freePermits() == options.permits());
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 1, 1, max-batch: 0 (expected: 1 to 1024)",
        "1025, 0, 1, 1, max-batch: 1025",
        "1, -1, 1, 1, max-delay: -1 ms (expected: 0 to 1000 ms)",
        "1, 1001, 1, 1, max-delay: 1001 ms",
        "1, 0, 0, 1, decode-threads: 0 (expected: 1 to 256)",
        "1, 0, 1, 0, workers: 0 (expected: 1 to 256)"
    })
    void shouldRefuseOptionsOutOfRange(int batch, long delay, int decode, int workers, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PipelineOptions(batch, Duration.ofMillis(delay), decode, workers))
                .withMessageStartingWith(message);
    }
}
