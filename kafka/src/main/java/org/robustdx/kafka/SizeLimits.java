package org.robustdx.kafka;

/**
 * Derives every size limit from the maximum size of an image in a message. Each step accepts what the previous step
 * accepted, so no record gets stuck between two limits.
 *
 * @param maxImageBytes maximum size of an encoded image in a message, in bytes
 */
public record SizeLimits(int maxImageBytes) {
    /** Default of the maximum image size: 16 MiB. */
    public static final int DEFAULT_MAX_IMAGE_BYTES = 16 << 20;

    /** Upper bound of the maximum image size: 512 MiB, so that all derived limits fit into an int. */
    public static final int LARGEST = 512 << 20;

    /** Space for an event's other fields, its key and its headers. */
    private static final int ENVELOPE_BYTES = 256 << 10;

    /** Space for the headers that a dead letter adds to the original ones. */
    private static final int DEAD_LETTER_HEADER_BYTES = 16 << 10;

    /** Batch and record overhead, as counted by brokers and producers. */
    private static final int FRAMING_BYTES = 4 << 10;

    public SizeLimits {
        if (maxImageBytes < 1024 || maxImageBytes > LARGEST) {
            throw new IllegalArgumentException(
                    "max-image-bytes: %d (expected: 1024 to %d)".formatted(maxImageBytes, LARGEST));
        }
    }

    /** Returns the limits for the default image size. */
    public static SizeLimits ofDefaults() {
        return new SizeLimits(DEFAULT_MAX_IMAGE_BYTES);
    }

    /** Returns the maximum batch size of the image topic in bytes, which is also the maximum record size. */
    public int imageTopicBytes() {
        return maxImageBytes + ENVELOPE_BYTES;
    }

    /** Returns the maximum batch size of the output topics in bytes. Dead letters are the largest records. */
    public int outputTopicBytes() {
        return imageTopicBytes() + DEAD_LETTER_HEADER_BYTES + FRAMING_BYTES;
    }

    /** Returns the maximum request size of a producer in bytes. */
    public int producerRequestBytes() {
        return outputTopicBytes() + FRAMING_BYTES;
    }

    /** Returns the buffer memory of a producer in bytes: at least twice its maximum request size. */
    public long producerBufferBytes() {
        return Math.max(32L << 20, 2L * producerRequestBytes());
    }

    /**
     * Returns the maximum size of key, value and headers that a dead letter repeats, in bytes. A record can exceed it
     * only if its producer compressed it.
     */
    public int repeatableBytes() {
        return imageTopicBytes();
    }
}
