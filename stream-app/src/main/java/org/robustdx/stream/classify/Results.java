package org.robustdx.stream.classify;

import org.robustdx.stream.diagnosis.Outcome;
import org.robustdx.stream.dlq.Refusal;

/** Receives one result for each image, in the order of the images. */
public interface Results {
    /** Receives a diagnosis. */
    void diagnosed(String file, Outcome.Diagnosed diagnosis);

    /** Receives the reason why an image has no diagnosis. */
    void refused(String file, Refusal refusal);

    /** Called before a wait for the next result, and after the last one: a good moment to write what is buffered. */
    default void idle() {}

    /** Returns a receiver that passes each result to this one and then to {@code other}. */
    default Results and(Results other) {
        Results first = this;
        return new Results() {
            @Override
            public void diagnosed(String file, Outcome.Diagnosed diagnosis) {
                first.diagnosed(file, diagnosis);
                other.diagnosed(file, diagnosis);
            }

            @Override
            public void refused(String file, Refusal refusal) {
                first.refused(file, refusal);
                other.refused(file, refusal);
            }

            @Override
            public void idle() {
                first.idle();
                other.idle();
            }
        };
    }
}
