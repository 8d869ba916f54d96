package org.robustdx.lab.bench;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Where the time of an image goes, from its timestamp to the reader of its outcome. All times are means over images, in
 * milliseconds. Their sum is the mean latency.
 *
 * @param poll outside the pipeline until the diagnosis: producer, broker and fetch; the wait for the poll before it; its
 *     turn among the records of its poll
 * @param decodeQueue wait for a decoding thread
 * @param decode decoding and resizing
 * @param batch wait for a batch
 * @param engine in the engine
 * @param commit from the diagnosis to the reader: the rest of the poll, the commit, the reader's fetch
 */
record Stages(double poll, double decodeQueue, double decode, double batch, double engine, double commit) {
    private static final double NANOS = 1e6;

    /**
     * Returns the means of a measurement.
     *
     * @param toDiagnosis mean time from an image's timestamp to its diagnosis, in milliseconds
     * @param toReader mean time from the diagnosis to the reader, in milliseconds
     * @param pipeline what the images spent in the pipeline
     */
    static Stages of(double toDiagnosis, double toReader, PipelineTimes pipeline) {
        double images = Math.max(1, pipeline.images());
        double total = pipeline.total() / NANOS / images;
        double queued = pipeline.queued() / NANOS / images;
        double decoding = pipeline.decoding() / NANOS / images;
        double inferring = pipeline.inferring() / NANOS / images;
        return new Stages(
                toDiagnosis - total, queued, decoding, total - queued - decoding - inferring, inferring, toReader);
    }

    /** Returns the times by name. */
    Map<String, Double> json() {
        Map<String, Double> json = new LinkedHashMap<>();
        json.put("poll", poll);
        json.put("decode_queue", decodeQueue);
        json.put("decode", decode);
        json.put("batch", batch);
        json.put("engine", engine);
        json.put("commit", commit);
        return json;
    }

    /** Returns the times as a line to print. */
    String line() {
        return json().entrySet().stream()
                .map(stage ->
                        String.format(Locale.ROOT, "%s %.1f", stage.getKey().replace('_', ' '), stage.getValue()))
                .collect(Collectors.joining(", ", "where the time goes, mean ms: ", ""));
    }
}
