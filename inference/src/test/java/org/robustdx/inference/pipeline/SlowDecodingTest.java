package org.robustdx.inference.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.inference.image.DecodeResult;
import org.robustdx.inference.image.ImageDecoder;
import org.robustdx.inference.image.Raster;
import org.robustdx.inference.image.formats.ImageDecoders;
import org.robustdx.inference.verdict.VerdictPolicy;

/** Images that take long to decode, and the images that follow them. */
@Timeout(120) // A limit on hanging, not on speed.
class SlowDecodingTest {
    private static final byte GOOD = 'g';
    private static final byte SLOW = 's';
    private static final byte STUCK = 'x';
    private static final byte SHORT_OF_MEMORY = 'm';
    private static final byte SHORT_AT_FIRST = 'n';
    private static final byte BROKEN = 'b';

    private static final Duration LITTLE = Duration.ofMillis(30);
    private static final Duration MUCH = Duration.ofMinutes(10);
    private static final Duration LONG = Duration.ofHours(1);

    private final ScriptedEngine engine = new ScriptedEngine();
    private final Scripted decoder = new Scripted();
    private Optional<InferencePipeline> open = Optional.empty();

    /** A decoder whose behaviour depends on the first byte of the content. */
    private static final class Scripted implements ImageDecoder {
        /** A stuck image takes a permit and returns it. */
        final Semaphore gate = new Semaphore(0);

        final AtomicInteger stuck = new AtomicInteger();
        final AtomicInteger calls = new AtomicInteger();
        final AtomicInteger atOnce = new AtomicInteger();
        volatile int mostAtOnce;

        @Override
        public String format() {
            return "TEST";
        }

        @Override
        public boolean accepts(byte[] content) {
            return true;
        }

        @Override
        public DecodeResult decode(byte[] content, DecodeLimits limits) {
            int now = atOnce.incrementAndGet();
            try {
                return switch (content[0]) {
                    case SLOW -> {
                        while (!Thread.currentThread().isInterrupted()) {
                            Thread.onSpinWait(); // Uses processor time until it is interrupted.
                        }
                        yield new DecodeResult.Refused(DecodeResult.Reason.CORRUPT, "interrupted");
                    }
                    case STUCK -> {
                        stuck.incrementAndGet();
                        while (!gate.tryAcquire()) {
                            Thread.onSpinWait(); // Uses processor time and ignores interrupts.
                        }
                        gate.release();
                        yield good();
                    }
                    case SHORT_OF_MEMORY -> shortage();
                    case BROKEN -> throw new ArithmeticException("a decoder's mistake");
                    case SHORT_AT_FIRST -> {
                        if (calls.get() == 0) {
                            yield shortage();
                        }
                        mostAtOnce = Math.max(mostAtOnce, now);
                        yield good();
                    }
                    default -> good();
                };
            } finally {
                atOnce.decrementAndGet();
            }
        }

        private DecodeResult shortage() {
            calls.incrementAndGet();
            return new DecodeResult.Refused(DecodeResult.Reason.MEMORY, "scripted");
        }

        private static DecodeResult good() {
            return new DecodeResult.Decoded(new Raster(2, 2, 1, new byte[] {7, 7, 7, 6}), "TEST");
        }
    }

    private InferencePipeline pipeline(int threads, DecodeBudget budget, Duration engineDeadline) {
        InferencePipeline pipeline = new InferencePipeline(
                engine,
                new VerdictPolicy(0.01),
                new Decoding.Means(
                        ImageDecoders.of(List.of(decoder)), DecodeLimits.ofDefaults(), engine, new DecodeMemory(1000)),
                new PipelineOptions(4, Duration.ZERO, threads, 1)
                        .withDecoding(budget)
                        .withEngineDeadline(engineDeadline),
                PipelineListener.NONE);
        open = Optional.of(pipeline);
        return pipeline;
    }

    @AfterEach
    void close() {
        decoder.gate.release();
        engine.release();
        open.ifPresent(InferencePipeline::close);
    }

    private static Content content(byte kind) {
        return () -> new Content.Result.Image(new byte[] {kind});
    }

    private static Answer answer(CompletableFuture<Answer> future) throws Exception {
        return future.get(60, TimeUnit.SECONDS);
    }

    private static DecodeResult.Refused refusal(CompletableFuture<Answer> future) throws Exception {
        return ((Answer.Undecodable) answer(future)).why();
    }

    private static void until(BooleanSupplier so) {
        while (!so.getAsBoolean()) {
            LockSupport.parkNanos(100_000);
        }
    }

    private static void assertAllIsBack(InferencePipeline pipeline, int threads) {
        int permits = new PipelineOptions(4, Duration.ZERO, threads, 1).permits();
        until(() -> pipeline.snapshot().unanswered() == 0
                && pipeline.snapshot().abandonedThreads() == 0
                && pipeline.snapshot().freePermits() == permits);
    }

    @Test
    void shouldRefuseAnImageThatTakesTooLongAndContinue() throws Exception {
        InferencePipeline pipeline = pipeline(1, new DecodeBudget(LITTLE, 8, LONG), LONG);
        CompletableFuture<Answer> stuck = pipeline.submit(content(STUCK));
        CompletableFuture<Answer> good = pipeline.submit(content(GOOD));
        assertThat(refusal(stuck))
                .isEqualTo(new DecodeResult.Refused(
                        DecodeResult.Reason.TIMEOUT, "decoding takes more than 30 ms of processor time"));
        assertThat(answer(good)).isInstanceOf(Answer.Read.class);
        assertThat(pipeline.snapshot().abandonedThreads()).isEqualTo(1);
        decoder.gate.release();
        assertAllIsBack(pipeline, 1);
        assertThat(answer(pipeline.submit(content(GOOD)))).isInstanceOf(Answer.Read.class);
        assertAllIsBack(pipeline, 1);
    }

    @Test
    void shouldNotTreatManySlowImagesAsAnOutage() throws Exception {
        // Together they take far longer than the engine's deadline.
        Duration engineDeadline = Duration.ofSeconds(2);
        InferencePipeline pipeline = pipeline(1, new DecodeBudget(LITTLE, 8, LONG), engineDeadline);
        List<CompletableFuture<Answer>> slow = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            slow.add(pipeline.submit(content(SLOW)));
        }
        CompletableFuture<Answer> good = pipeline.submit(content(GOOD));
        for (CompletableFuture<Answer> future : slow) {
            assertThat(refusal(future).reason()).isEqualTo(DecodeResult.Reason.TIMEOUT);
        }
        assertThat(answer(good)).isInstanceOf(Answer.Read.class);
        assertAllIsBack(pipeline, 1);
    }

    @Test
    void shouldNotCountTheTimeOfFetching() throws Exception {
        InferencePipeline pipeline = pipeline(2, new DecodeBudget(LITTLE, 8, LONG), LONG);
        Semaphore arrived = new Semaphore(0);
        CompletableFuture<Answer> fetched = pipeline.submit(() -> {
            while (!arrived.tryAcquire()) {
                Thread.onSpinWait(); // Although it uses processor time.
            }
            return new Content.Result.Image(new byte[] {GOOD});
        });
        assertThat(refusal(pipeline.submit(content(SLOW))).reason()).isEqualTo(DecodeResult.Reason.TIMEOUT);
        assertThat(fetched).isNotDone();
        arrived.release();
        assertThat(answer(fetched)).isInstanceOf(Answer.Read.class);
    }

    @Test
    void shouldStartNoImageWhileTooManyThreadsAreStuck() throws Exception {
        InferencePipeline pipeline = pipeline(1, new DecodeBudget(LITTLE, 1, LONG), LONG);
        assertThat(refusal(pipeline.submit(content(STUCK))).reason()).isEqualTo(DecodeResult.Reason.TIMEOUT);
        CompletableFuture<Answer> good = pipeline.submit(content(GOOD));
        until(() -> pipeline.snapshot().queued() == 0);
        assertThat(good).isNotDone();
        decoder.gate.release();
        assertThat(answer(good)).isInstanceOf(Answer.Read.class);
        assertAllIsBack(pipeline, 1);
    }

    @Test
    void shouldFailCompletelyIfTooManyThreadsRemainStuck() throws Exception {
        InferencePipeline pipeline = pipeline(2, new DecodeBudget(LITTLE, 2, Duration.ZERO), LONG);
        List<CompletableFuture<Answer>> stuck =
                List.of(pipeline.submit(content(STUCK)), pipeline.submit(content(STUCK)));
        for (CompletableFuture<Answer> future : stuck) {
            assertThat(refusal(future).reason()).isEqualTo(DecodeResult.Reason.TIMEOUT);
        }
        until(() -> pipeline.submit(content(GOOD)).isCompletedExceptionally());
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> answer(pipeline.submit(content(GOOD))))
                .havingCause()
                .isInstanceOf(PipelineStalledException.class)
                .withMessage("2 decoding threads have been stuck for 0 s");
        decoder.gate.release();
    }

    @Test
    void shouldFailImagesThatWaitForAStoppedEngine() throws Exception {
        InferencePipeline pipeline = pipeline(1, new DecodeBudget(MUCH, 8, LONG), Duration.ofSeconds(1));
        engine.hold();
        CompletableFuture<Answer> good = pipeline.submit(content(GOOD));
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> answer(good))
                .havingCause()
                .isInstanceOf(PipelineStalledException.class)
                .withMessage("no answer from the engine within 1000 ms");
        engine.release();
        assertThat(answer(pipeline.submit(content(GOOD)))).isInstanceOf(Answer.Read.class);
        assertAllIsBack(pipeline, 1);
    }

    @Test
    void shouldRetryAloneIfMemoryRanOut() throws Exception {
        InferencePipeline pipeline = pipeline(3, new DecodeBudget(MUCH, 8, LONG), LONG);
        CompletableFuture<Answer> other = pipeline.submit(content(STUCK));
        until(() -> decoder.stuck.get() == 1);
        CompletableFuture<Answer> first = pipeline.submit(content(SHORT_AT_FIRST));
        until(() -> decoder.calls.get() == 1 && pipeline.snapshot().waitingForMemory() == 1);
        assertThat(first).isNotDone(); // The other image is still being decoded.
        decoder.gate.release();
        assertThat(answer(first)).isInstanceOf(Answer.Read.class);
        assertThat(decoder.mostAtOnce).isEqualTo(1);
        assertThat(answer(other)).isInstanceOf(Answer.Read.class);
        assertAllIsBack(pipeline, 3);
    }

    @Test
    void shouldReportALackOfMemoryIfTheRetryAloneFails() throws Exception {
        InferencePipeline pipeline = pipeline(2, new DecodeBudget(MUCH, 8, LONG), LONG);
        assertThat(refusal(pipeline.submit(content(SHORT_OF_MEMORY))).reason()).isEqualTo(DecodeResult.Reason.MEMORY);
        assertThat(decoder.calls.get()).isEqualTo(2);
        assertThat(answer(pipeline.submit(content(GOOD)))).isInstanceOf(Answer.Read.class);
        assertAllIsBack(pipeline, 2);
    }

    @Test
    void shouldNotTreatADecoderBugAsAnOutage() throws Exception {
        InferencePipeline pipeline = pipeline(1, new DecodeBudget(MUCH, 8, LONG), LONG);
        assertThat(refusal(pipeline.submit(content(BROKEN))))
                .isEqualTo(new DecodeResult.Refused(
                        DecodeResult.Reason.CORRUPT, "content: cannot be decoded: ArithmeticException"));
        assertThat(answer(pipeline.submit(content(GOOD)))).isInstanceOf(Answer.Read.class);
        assertAllIsBack(pipeline, 1);
    }

    @Test
    void shouldFetchAgainAloneIfMemoryRanOutDuringFetching() throws Exception {
        InferencePipeline pipeline = pipeline(2, new DecodeBudget(MUCH, 8, LONG), LONG);
        AtomicInteger fetches = new AtomicInteger();
        assertThat(answer(pipeline.submit(() -> {
                    if (fetches.incrementAndGet() == 1) {
                        throw new IllegalStateException(new OutOfMemoryError("scripted"));
                    }
                    return new Content.Result.Image(new byte[] {GOOD});
                })))
                .isInstanceOf(Answer.Read.class);
        assertThat(refusal(pipeline.submit(() -> {
                            throw new OutOfMemoryError("scripted");
                        }))
                        .reason())
                .isEqualTo(DecodeResult.Reason.MEMORY);
        assertAllIsBack(pipeline, 2);
    }

    @Test
    void shouldNotRefuseAnImageThatIsInterruptedByClosing() throws Exception {
        InferencePipeline pipeline = pipeline(1, new DecodeBudget(MUCH, 8, LONG), LONG);
        CompletableFuture<Answer> slow = pipeline.submit(content(SLOW));
        until(() -> decoder.atOnce.get() == 1);
        assertThat(pipeline.close(Duration.ofSeconds(60))).isTrue();
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> answer(slow))
                .withCauseInstanceOf(PipelineClosedException.class);
    }

    @Test
    void shouldRefuseBudgetsOutOfRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DecodeBudget(Duration.ZERO, 8, LONG))
                .withMessage("decode-time: 0 ms (expected: 1 to 600000 ms)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DecodeBudget(MUCH, 0, LONG))
                .withMessage("abandoned-threads: 0 (expected: 1 to 256)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PipelineOptions.ofDefaults().withEngineDeadline(Duration.ZERO))
                .withMessage("engine-deadline: 0 ms (expected: > 0)");
    }
}
