package org.robustdx.stream.classify;

import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.inference.pipeline.InferencePipeline;
import org.robustdx.inference.pipeline.PipelineListener;
import org.robustdx.inference.pipeline.PipelineOptions;
import org.robustdx.kafka.UserException;
import org.robustdx.stream.config.TaskPolicies;
import org.robustdx.stream.diagnosis.Diagnostician;
import org.robustdx.stream.diagnosis.Outcome;
import org.robustdx.stream.diagnosis.OutcomeCache;
import org.robustdx.stream.diagnosis.PipelineDiagnostician;
import org.robustdx.stream.diagnosis.ServedModel;

/**
 * Diagnoses images with the app's own pipeline: the decoding threads read and decode while the model runs. An image that
 * is not readable or not decodable is refused; the others continue. The number of images in progress is bounded, so
 * memory does not grow with the number of images. For use by one thread.
 */
public final class Classifier implements AutoCloseable {
    /**
     * Groups of images that are in progress beyond those in the model; a group has as many as a batch. Results keep the
     * order of the images, so an image that takes long to decode holds back the results of those behind it, but not
     * their decoding.
     */
    private static final int GROUPS_AHEAD = 16;

    /** How long a known result may wait for the others of its group. */
    private static final long LONGEST_WAIT_MILLIS = 100;

    private static final DecodeLimits LIMITS = DecodeLimits.ofDefaults();

    private final InferencePipeline pipeline;
    private final Diagnostician diagnostician;
    private final int groupSize;
    private final int mostGroups;

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
        this.groupSize = options.maxBatch();
        this.mostGroups = options.workers() + GROUPS_AHEAD;
    }

    /**
     * Diagnoses images. Passes one result per image to {@code results}, in the order of the images, as soon as it is
     * known.
     *
     * @throws UserException if the model fails on every image, or the object store is unavailable
     */
    public void classify(Iterable<NamedImage> images, Results results) throws InterruptedException {
        Deque<List<UnderWay>> groups = new ArrayDeque<>();
        List<UnderWay> group = new ArrayList<>(groupSize);
        for (NamedImage image : images) {
            group.add(new UnderWay(image.file(), diagnostician.diagnose(image.content())));
            if (group.size() == groupSize) {
                groups.add(group);
                group = new ArrayList<>(groupSize);
                if (groups.size() == mostGroups) {
                    passOn(groups.remove(), results);
                }
            }
        }
        groups.add(group);
        for (List<UnderWay> next : groups) {
            passOn(next, results);
        }
    }

    /** Waits for the last image of the group first: this thread wakes up once for the group, not for each of its images. */
    private static void passOn(List<UnderWay> group, Results results) throws InterruptedException {
        if (!group.isEmpty()) {
            group.get(group.size() - 1).await();
        }
        for (UnderWay image : group) {
            image.passOn(results);
        }
        results.idle();
    }

    private record UnderWay(String file, CompletableFuture<Outcome> outcome) {
        void await() throws InterruptedException {
            try {
                outcome.get(LONGEST_WAIT_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException | ExecutionException e) {
                // Its turn to be passed on comes later.
            }
        }

        void passOn(Results results) throws InterruptedException {
            if (!outcome.isDone()) {
                results.idle();
            }
            Outcome done;
            try {
                done = outcome.get();
            } catch (ExecutionException e) {
                throw UserException.failed(
                        e.getCause() instanceof UncheckedIOException outage
                                ? String.valueOf(outage.getMessage())
                                : "the model failed: " + e.getMessage());
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
