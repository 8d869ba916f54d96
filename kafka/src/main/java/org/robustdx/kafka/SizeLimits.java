package org.robustdx.kafka;

/**
 * Every size that follows from the largest image in a message. Each step on an image's way has room for what the step
 * before let through, so that no record gets stuck between two limits.
 *
 * @param maxImageBytes largest encoded image in a message, in bytes
 */
public record SizeLimits(int maxImageBytes) {
    /** The default for the largest image: 16 MiB. */
    public static final int DEFAULT_MAX_IMAGE_BYTES = 16 << 20;

    /** The largest limit that can be asked for: 512 MiB, so that all that is derived from it stays an int. */
    public static final int LARGEST = 512 << 20;

    /** Room for an event's other fields, its key and its headers. */
    private static final int ENVELOPE_BYTES = 256 << 10;

    /** Room for the headers that a dead letter carries on top of the original's. */
    private static final int DEAD_LETTER_HEADER_BYTES = 16 << 10;

    /** Batch and record overhead, as counted by brokers and producers. */
    private static final int FRAMING_BYTES = 4 << 10;

    public SizeLimits {
        if (maxImageBytes < 1024 || maxImageBytes > LARGEST) {
            throw new IllegalArgumentException(
                    "max-image-bytes: %d (expected: 1024 to %d)".formatted(maxImageBytes, LARGEST));
        }
    }

    /** Returns the limits for the default largest image. */
    public static SizeLimits ofDefaults() {
        return new SizeLimits(DEFAULT_MAX_IMAGE_BYTES);
    }

    /** Returns the largest batch, and so the largest record, of the image topic. */
    public int imageTopicBytes() {
        return maxImageBytes + ENVELOPE_BYTES;
    }

    /** Returns the largest batch of the topics that the app writes; the dead letters are the largest of them. */
    public int outputTopicBytes() {
        return imageTopicBytes() + DEAD_LETTER_HEADER_BYTES + FRAMING_BYTES;
    }

    /** Returns the largest request of a producer. */
    public int producerRequestBytes() {
        return outputTopicBytes() + FRAMING_BYTES;
    }

    /** Returns the memory a producer may buffer: room for several of its largest requests. */
    public long producerBufferBytes() {
        return Math.max(32L << 20, 2L * producerRequestBytes());
    }

    /**
     * Returns the largest key and value that a dead letter repeats. A record can exceed it only where its producer
     * compressed it below the topic's limit.
     */
    public int repeatableBytes() {
        return imageTopicBytes();
    }
}
