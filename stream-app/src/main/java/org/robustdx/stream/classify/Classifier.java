package org.robustdx.stream.classify;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.inference.pipeline.InferencePipeline;
import org.robustdx.inference.pipeline.PipelineListener;
import org.robustdx.inference.pipeline.PipelineOptions;
import org.robustdx.kafka.UserException;
import org.robustdx.stream.config.TaskPolicies;
import org.robustdx.stream.content.ContentResult;
import org.robustdx.stream.diagnosis.Diagnostician;
import org.robustdx.stream.diagnosis.Outcome;
import org.robustdx.stream.diagnosis.OutcomeCache;
import org.robustdx.stream.diagnosis.PipelineDiagnostician;
import org.robustdx.stream.diagnosis.ServedModel;
import org.robustdx.stream.dlq.Reason;
import org.robustdx.stream.dlq.Refusal;

/**
 * Diagnoses files with the app's own pipeline. A file that is not readable or not decodable is refused; the others
 * continue.
 */
public final class Classifier implements AutoCloseable {
    /** Maximum number of batches in progress: one in the model, one decoded, and two in decoding. */
    private static final int BATCHES_AHEAD = 4;

    private static final DecodeLimits LIMITS = DecodeLimits.ofDefaults();

    private final InferencePipeline pipeline;
    private final Diagnostician diagnostician;
    private final int mostUnderWay;

    /**
     * Creates a classifier and warms up the model.
     *
     * @param model the open model; the caller closes it after this classifier
     * @param policies when an image is flagged
     * @param options batches and threads
     */
    public Classifier(ServedModel model, TaskPolicies policies, PipelineOptions options) {
        this.pipeline = new InferencePipeline(
                model.engine(), policies.of(model.engine().metadata()), LIMITS, options, PipelineListener.NONE);
        this.diagnostician = new PipelineDiagnostician(pipeline, model.identity(), new OutcomeCache(0));
        this.mostUnderWay = BATCHES_AHEAD * options.maxBatch();
    }

    /**
     * Diagnoses the files. Passes one result per file to {@code results}, in the order of the files, as soon as it is
     * known.
     *
     * @throws UserException if the model fails on every image
     */
    public void classify(List<Path> files, Results results) throws InterruptedException {
        Deque<UnderWay> underWay = new ArrayDeque<>();
        for (Path file : files) {
            if (underWay.size() == mostUnderWay) {
                underWay.remove().passOn(results);
            }
            underWay.add(new UnderWay(file, diagnostician.diagnose(() -> content(file))));
        }
        for (UnderWay next : underWay) {
            next.passOn(results);
        }
    }

    private static ContentResult content(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(Math.toIntExact(LIMITS.maxBytes() + 1));
            return bytes.length > LIMITS.maxBytes()
                    ? refused(Reason.OVERSIZE, "the file has more than %d bytes".formatted(LIMITS.maxBytes()))
                    : new ContentResult.Found(bytes);
        } catch (IOException e) {
            return refused(Reason.REFERENCE_NOT_FOUND, "the file cannot be read");
        }
    }

    private static ContentResult refused(Reason reason, String message) {
        return new ContentResult.NotFound(Refusal.of(reason, Classifier.class, message));
    }

    private record UnderWay(Path file, CompletableFuture<Outcome> outcome) {
        void passOn(Results results) throws InterruptedException {
            Outcome done;
            try {
                done = outcome.get();
            } catch (ExecutionException e) {
                throw UserException.failed("the model failed: " + e.getMessage());
            }
            if (done instanceof Outcome.Diagnosed diagnosis) {
                results.diagnosed(file, diagnosis);
            } else {
                results.refused(file, ((Outcome.Refused) done).refusal());
            }
        }
    }

    @Override
    public void close() {
        pipeline.close();
    }
}
