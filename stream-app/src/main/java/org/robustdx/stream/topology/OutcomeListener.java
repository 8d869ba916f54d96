package org.robustdx.stream.topology;

import org.robustdx.schemas.CampaignKind;
import org.robustdx.schemas.Diagnosis;
import org.robustdx.stream.deadletter.Reason;

/** Is told what becomes of records, on the stream's threads, before it is committed: after a crash some are told again. */
public interface OutcomeListener {
    /** Listens to nothing. */
    OutcomeListener NONE = new OutcomeListener() {};

    /** An image was diagnosed. */
    default void diagnosed(Diagnosis diagnosis) {}

    /** A record became a dead letter. */
    default void deadLettered(Reason reason) {}

    /** The images of a source raised an alert together. */
    default void campaignAlerted(CampaignKind kind) {}
}
