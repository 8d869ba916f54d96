package org.robustdx.trainer.data;

/** Receives the progress of reading a data folder. */
@FunctionalInterface
public interface LoadProgress {
    /** Called from one thread, with {@code done} growing from 0 to {@code total} images. */
    void update(int done, int total);

    /** Returns a listener that does nothing. */
    static LoadProgress silent() {
        return (done, total) -> {};
    }
}
