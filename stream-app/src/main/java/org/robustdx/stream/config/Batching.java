package org.robustdx.stream.config;

import org.robustdx.inference.pipeline.PipelineOptions;
import org.robustdx.kafka.SizeLimits;

/**
 * How images are brought into batches.
 *
 * @param pipeline batches, delay, threads
 * @param expectedImageBytes usual size of an encoded image, by which reading ahead is sized; larger ones are read just as well
 */
public record Batching(PipelineOptions pipeline, int expectedImageBytes) {
    /** The default for the usual size: 256 KiB. */
    public static final int DEFAULT_IMAGE_BYTES = 256 << 10;

    public Batching {
        if (expectedImageBytes < 1 || expectedImageBytes > SizeLimits.LARGEST) {
            throw new IllegalArgumentException(
                    "expected-image-bytes: %d (expected: 1 to %d)".formatted(expectedImageBytes, SizeLimits.LARGEST));
        }
    }

    /** Returns the defaults. */
    public static Batching ofDefaults() {
        return new Batching(PipelineOptions.ofDefaults(), DEFAULT_IMAGE_BYTES);
    }
}
