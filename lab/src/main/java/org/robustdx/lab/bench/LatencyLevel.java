package org.robustdx.lab.bench;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The latency at one load.
 *
 * @param offered images that are published, per second
 * @param outcomes outcomes that can be read, per second
 * @param p50 median time from an image's timestamp to its outcome, in milliseconds
 * @param p99 the time that 99 % of the images do not exceed, in milliseconds
 * @param processor processor time of each process, in milliseconds per image
 * @param stages where the time goes
 */
record LatencyLevel(
        double offered, double outcomes, double p50, double p99, Map<String, Double> processor, Stages stages) {
    /** Share of the offered load below which the app does not keep up with it. */
    private static final double SUSTAINED = 0.95;

    LatencyLevel {
        processor = new LinkedHashMap<>(processor);
    }

    /** Returns whether the app keeps up with the load. If not, the latency grows as long as the load lasts. */
    boolean isSustained() {
        return outcomes >= SUSTAINED * offered;
    }

    /** Returns the load as a share of a throughput, in percent. */
    double percentOf(double ceiling) {
        return 100 * offered / ceiling;
    }

    /** Returns the values by name. */
    Map<String, Object> json(double ceiling) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("load_percent", Math.round(percentOf(ceiling)));
        json.put("offered_per_s", offered);
        json.put("outcomes_per_s", outcomes);
        json.put("p50_ms", p50);
        json.put("p99_ms", p99);
        json.put("sustained", isSustained());
        json.put("processor_ms_per_image", processor);
        json.put("stages_ms", stages.json());
        return json;
    }
}
