package org.robustdx.trainer.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.robustdx.trainer.data.BadItem;
import org.robustdx.trainer.train.TrainingState;

/**
 * What {@code train} says about a run besides its results.
 *
 * @param dir folder of the run
 * @param resumption command that resumes the run
 * @param say receives each line
 */
record TrainNotices(Path dir, String resumption, Consumer<String> say) {
    /** Lists the items that were left out of the data, if there are any. */
    void leftOut(List<BadItem> skipped) {
        if (skipped.isEmpty()) {
            return;
        }
        say.accept("left out " + skipped.size() + " items:");
        skipped.forEach(item -> say.accept("  " + item));
    }

    /**
     * Returns the notice of an interrupted training.
     *
     * @param epoch last finished epoch; 0 if none is
     */
    String interrupted(int epoch) {
        return epoch == 0
                ? "interrupted before the end of the first epoch: nothing was kept in " + dir
                : "interrupted: " + dir + " holds the checkpoint of epoch " + epoch + "; to continue, run: "
                        + resumption;
    }

    /** Returns the notice of an interruption between training and publication. */
    String interruptedAfterTraining() {
        return "interrupted after training, before the model was published; to publish it, run: " + resumption;
    }

    /** Says why training ended before its last epoch, if it did. */
    void ended(TrainingState state) {
        int epochs = state.options().duration().epochs();
        int without = state.epoch() - state.bestEpoch();
        if (state.epoch() < epochs) {
            say.accept("stopped early after epoch " + state.epoch() + " of " + epochs + ": "
                    + without + (without == 1 ? " epoch" : " epochs")
                    + " without a better validation score (--patience "
                    + state.options().duration().patience() + "); the model is that of epoch " + state.bestEpoch()
                    + ". To train longer, start again with a larger --patience and another --out.");
        }
    }
}
