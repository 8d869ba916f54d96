package org.robustdx.inference.pipeline;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.inference.image.DecodeResult;
import org.robustdx.inference.image.MemoryShortage;
import org.robustdx.inference.image.Raster;
import org.robustdx.inference.image.formats.ImageDecoders;
import org.robustdx.inference.model.BatchEngine;
import org.robustdx.inference.model.DicomMismatch;

/**
 * The decoding of one image, from its content to the model's input. A decoding thread runs it, and the watch checks its
 * time. The first of them that calls {@link #settle} decides the result.
 */
final class Decoding {
    /** The result of decoding. */
    sealed interface End {
        /**
         * It is decoded.
         *
         * @param prepared the image in the model's form
         * @param sha256 SHA-256 of the encoded image
         * @param mismatch the DICOM attribute by which the image is out of scope: the model need not read it
         */
        record Ready(Raster prepared, String sha256, Optional<DicomMismatch> mismatch) implements End {}

        /** The image is answered without the model. */
        record Answered(Answer answer) implements End {}

        /** The content could not be fetched, or an error occurred that is not the image's fault. */
        record Failed(Throwable cause) implements End {}
    }

    /** What all decodings share. */
    record Means(ImageDecoders decoders, DecodeLimits limits, BatchEngine engine, DecodeMemory memory) {}

    /** What the thread is doing. */
    enum Phase {
        /** It fetches the content. */
        FETCHING,
        /** It decodes, and its processor time counts. */
        DECODING,
        /** It waits for memory, or has finished. */
        WAITING
    }

    private final Item item;
    private final Means means;
    private final Thread thread = Thread.currentThread();
    private final AtomicBoolean settled = new AtomicBoolean();
    private volatile Phase phase = Phase.WAITING;
    private volatile long phaseBeganAt;
    private volatile long processorAtStart;
    private volatile DecodeMemory.@Nullable Lease lease;

    /** Creates the decoding of an image on the current thread. */
    Decoding(Item item, Means means) {
        this.item = item;
        this.means = means;
    }

    Item item() {
        return item;
    }

    Phase phase() {
        return phase;
    }

    /** Returns how long the current phase has lasted, in nanoseconds. */
    long phaseNanos() {
        return System.nanoTime() - phaseBeganAt;
    }

    /** Returns the processor time of decoding so far, in nanoseconds. */
    long processorNanos() {
        return ThreadClock.nanos(thread) - processorAtStart;
    }

    /** Claims the image. Returns true only to the first caller. */
    boolean settle() {
        return settled.compareAndSet(false, true);
    }

    /** Abandons the thread. Its memory counts as used until it ends. */
    void abandon() {
        DecodeMemory.Lease held = lease;
        if (held != null) {
            held.abandon();
        }
        thread.setName(thread.getName() + "-abandoned");
        thread.interrupt();
    }

    private void enter(Phase next) {
        phaseBeganAt = System.nanoTime();
        phase = next;
    }

    /** Decodes the image. If memory runs out, tries once more without other images beside it. */
    End run() throws InterruptedException {
        Content.Result.Image image = null;
        try {
            Content.Result fetched = fetch();
            if (fetched instanceof Content.Result.None none) {
                return new End.Answered(new Answer.Absent(none.substitute()));
            }
            image = (Content.Result.Image) fetched;
            begin();
            long bytes = image.bytes().length + means.decoders.heapBytes(image.bytes(), means.limits);
            enter(Phase.WAITING);
            try (DecodeMemory.Lease own = means.memory.take(bytes)) {
                lease = own;
                enter(Phase.DECODING);
                End end = decode(image);
                if (!isShort(end) || own.alone()) {
                    return end;
                }
            }
        } catch (RuntimeException | Error e) {
            End end = end(e);
            if (!isShort(end)) {
                return end;
            }
        } finally {
            enter(Phase.WAITING);
        }
        return alone(image);
    }

    private End alone(Content.Result.@Nullable Image known) throws InterruptedException {
        checkWanted();
        try (DecodeMemory.Lease own = means.memory.takeAlone()) {
            lease = own;
            Content.Result content = known == null ? fetch() : known;
            if (content instanceof Content.Result.None none) {
                return new End.Answered(new Answer.Absent(none.substitute()));
            }
            begin();
            return decode((Content.Result.Image) content);
        } catch (RuntimeException | Error e) {
            return end(e);
        } finally {
            enter(Phase.WAITING);
        }
    }

    private Content.Result fetch() {
        enter(Phase.FETCHING);
        return item.content.fetch();
    }

    private void begin() {
        processorAtStart = ThreadClock.nanos(thread);
        enter(Phase.DECODING);
    }

    /** Stops if the image is already settled. The result is not needed, and the model may be closed. */
    private void checkWanted() throws InterruptedException {
        if (settled.get()) {
            throw new InterruptedException();
        }
    }

    private End decode(Content.Result.Image image) throws InterruptedException {
        DecodeResult result = means.decoders.decode(image.bytes(), means.limits);
        checkWanted();
        if (result instanceof DecodeResult.Decoded decoded) {
            Optional<DicomMismatch> mismatch =
                    means.engine.metadata().dicomScope().flatMap(scope -> scope.mismatch(decoded.attributes()));
            return new End.Ready(means.engine.prepare(decoded.raster()), image.sha256(), mismatch);
        }
        return refused((DecodeResult.Refused) result);
    }

    /**
     * Converts an exception to a result. During fetching, the content store is at fault; during decoding, the image is.
     */
    private End end(Throwable thrown) {
        if (MemoryShortage.causes(thrown)) {
            return refused(MemoryShortage.refusal("content"));
        }
        if (phase == Phase.DECODING && (thrown instanceof RuntimeException || thrown instanceof StackOverflowError)) {
            return refused(new DecodeResult.Refused(
                    DecodeResult.Reason.CORRUPT,
                    "content: cannot be decoded: " + thrown.getClass().getSimpleName()));
        }
        return new End.Failed(thrown);
    }

    private static End refused(DecodeResult.Refused why) {
        return new End.Answered(new Answer.Undecodable(why));
    }

    private static boolean isShort(End end) {
        return end instanceof End.Answered answered
                && answered.answer instanceof Answer.Undecodable undecodable
                && undecodable.why().reason() == DecodeResult.Reason.MEMORY;
    }
}
