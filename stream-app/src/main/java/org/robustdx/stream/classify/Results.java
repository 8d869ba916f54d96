package org.robustdx.stream.classify;

import java.nio.file.Path;
import org.robustdx.stream.diagnosis.Outcome;
import org.robustdx.stream.dlq.Refusal;

/** Receives one result for each file, in the order of the files. */
public interface Results {
    /** Receives a diagnosis. */
    void diagnosed(Path file, Outcome.Diagnosed diagnosis);

    /** Receives the reason why a file has no diagnosis. */
    void refused(Path file, Refusal refusal);

    /** Returns a receiver that passes each result to this one and then to {@code other}. */
    default Results and(Results other) {
        Results first = this;
        return new Results() {
            @Override
            public void diagnosed(Path file, Outcome.Diagnosed diagnosis) {
                first.diagnosed(file, diagnosis);
                other.diagnosed(file, diagnosis);
            }

            @Override
            public void refused(Path file, Refusal refusal) {
                first.refused(file, refusal);
                other.refused(file, refusal);
            }
        };
    }
}
