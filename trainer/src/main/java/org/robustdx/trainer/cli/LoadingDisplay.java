package org.robustdx.trainer.cli;

import org.jspecify.annotations.Nullable;
import org.robustdx.trainer.data.LoadProgress;
import org.robustdx.trainer.report.Progress;

/** Shows the progress of reading images, as soon as their number is known. */
final class LoadingDisplay implements LoadProgress, AutoCloseable {
    private @Nullable Progress progress;

    @Override
    public void update(int done, int total) {
        if (progress == null) {
            progress = Progress.start("reading images", total);
        }
        progress.update(done);
    }

    @Override
    public void close() {
        if (progress != null) {
            progress.close();
        }
    }
}
