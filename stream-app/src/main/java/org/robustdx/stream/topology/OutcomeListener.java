package org.robustdx.stream.topology;

import org.robustdx.schemas.CampaignKind;
import org.robustdx.schemas.Diagnosis;
import org.robustdx.stream.dlq.Reason;

/** Is told what becomes of records, on the stream's threads, before it is committed: after a crash some are told again. */
public interface OutcomeListener {
    /** Listens to nothing. */
    OutcomeListener NONE = new OutcomeListener() {};

    /** An image was diagnosed. */
    default void diagnosed(Diagnosis diagnosis) {}

    /** A record became a dead letter. */
    default void deadLettered(Reason reason) {}

    /**
     * A record's outcome is with the producer.
     *
     * @param sinceArrival nanoseconds from the start of its examination
     * @param sinceSent milliseconds from its own timestamp, which is the sender's; not below 0
     */
    default void produced(long sinceArrival, long sinceSent) {}

    /**
     * A source's window was judged.
     *
     * @param distance largest Kolmogorov-Smirnov distance of its detectors' p-values on images that were not flagged to uniform ones, 0 to 1
     */
    default void drifted(String source, double distance) {}

    /** The images of a source raised an alert together. */
    default void campaignAlerted(CampaignKind kind) {}
}
