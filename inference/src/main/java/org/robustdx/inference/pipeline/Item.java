package org.robustdx.inference.pipeline;

import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.robustdx.inference.image.PerceptualHash;
import org.robustdx.inference.image.Raster;
import org.robustdx.inference.verdict.Assessment;
import org.robustdx.inference.verdict.FirstPass;

/** One image in the pipeline. Threads pass it on through queues, whose locks make its fields visible. */
final class Item {
    final Content content;
    final CompletableFuture<Answer> answer = new CompletableFuture<>();
    final long arrivedAt = System.nanoTime();

    /** The next input of the model: the image, or its reconstruction. */
    private @Nullable Raster raster;

    private @Nullable PerceptualHash look;
    private String sha256 = "";
    private @Nullable FirstReading first;
    long readyAt;
    long decodeNanos;
    long inferNanos;

    Item(Content content) {
        this.content = content;
    }

    /** The first pass over a flagged image, kept until the second pass over its reconstruction. */
    @SuppressWarnings("ArrayRecordComponent") // a carrier
    record FirstReading(
            float[] probabilities, float[] scores, FirstPass.Flagged flagged, Raster denoised, Raster input) {}

    Raster raster() {
        return Objects.requireNonNull(raster);
    }

    /** Perceptual hash of the original image. */
    PerceptualHash look() {
        return Objects.requireNonNull(look);
    }

    /** SHA-256 of the encoded image, as its content states it. */
    String sha256() {
        return sha256;
    }

    void decoded(Raster prepared, String contentSha256, long decoding) {
        raster = prepared;
        sha256 = contentSha256;
        look = PerceptualHash.of(prepared);
        decodeNanos = decoding;
        readyAt = System.nanoTime();
    }

    /** Returns the answer to a decoded image that the model does not read. */
    Answer.Read unread(Assessment assessment) {
        return new Answer.Read(
                new float[0],
                new float[0],
                assessment,
                Optional.empty(),
                new float[0],
                Optional.empty(),
                decodeNanos,
                0,
                look(),
                sha256);
    }

    void toReadAgain(FirstReading reading) {
        first = reading;
        raster = reading.denoised();
        readyAt = System.nanoTime();
    }

    @Nullable
    FirstReading first() {
        return first;
    }

    /** Whether the caller has cancelled the image, or it is already answered. */
    boolean abandoned() {
        return answer.isDone();
    }
}
