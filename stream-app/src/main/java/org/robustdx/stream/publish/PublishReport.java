package org.robustdx.stream.publish;

import java.util.List;

/**
 * What came of publishing a folder.
 *
 * @param published what is in the topic, in the order in which it was acknowledged
 * @param failures what is not, and why, one line each
 * @param bytes bytes of content published
 * @param seconds how long it took
 */
public record PublishReport(List<Published> published, List<String> failures, long bytes, double seconds) {
    public PublishReport {
        published = List.copyOf(published);
        failures = List.copyOf(failures);
    }

    /**
     * One image in the topic.
     *
     * @param imageId its identifier
     * @param file its file's name within the folder
     * @param partition partition of its record
     * @param offset offset of its record
     */
    public record Published(String imageId, String file, int partition, long offset) {}
}
