package org.robustdx.stream.config;

import org.robustdx.inference.pipeline.PipelineOptions;
import org.robustdx.kafka.SizeLimits;

/**
 * How images are grouped into batches.
 *
 * @param pipeline batch size, delay and threads
 * @param expectedImageBytes typical size of an encoded image, from which the size of polls follows; larger images are
 *     processed too
 */
public record Batching(PipelineOptions pipeline, int expectedImageBytes) {
    /** Default of the typical image size: 256 KiB. */
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
