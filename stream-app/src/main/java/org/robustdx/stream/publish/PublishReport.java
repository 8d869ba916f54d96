package org.robustdx.stream.publish;

import java.util.List;

/**
 * The result of publishing a folder.
 *
 * @param published images in the topic, in the order of their acknowledgement
 * @param failures images that were not published, each with the reason, one line each
 * @param bytes size of the content that was read, in bytes
 * @param seconds duration
 */
public record PublishReport(List<Published> published, List<String> failures, long bytes, double seconds) {
    public PublishReport {
        published = List.copyOf(published);
        failures = List.copyOf(failures);
    }

    /**
     * An image in the topic.
     *
     * @param imageId its identifier
     * @param file its file's path relative to the folder
     * @param partition partition of its record
     * @param offset offset of its record
     */
    public record Published(String imageId, String file, int partition, long offset) {}
}
