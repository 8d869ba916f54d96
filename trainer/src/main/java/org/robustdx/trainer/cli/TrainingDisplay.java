package org.robustdx.trainer.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.robustdx.trainer.report.History;
import org.robustdx.trainer.report.Progress;
import org.robustdx.trainer.train.EpochReport;
import org.robustdx.trainer.train.TrainingGraph;
import org.robustdx.trainer.train.TrainingListener;
import org.robustdx.trainer.train.TrainingState;

/** Shows training as it goes on and keeps its history. */
final class TrainingDisplay implements TrainingListener, AutoCloseable {
    /** Columns of {@code history.csv} after the epoch. */
    static final List<String> COLUMNS = List.of(
            "train_loss",
            "cross_entropy_loss",
            "feature_loss",
            "reconstruction_loss",
            "validation_loss",
            "validation_accuracy",
            "validation_balanced_accuracy",
            "noisy_validation_balanced_accuracy",
            "score",
            "seconds");

    private final History history;
    private final PrintWriter out;
    private @Nullable Progress progress;
    private int stepsPerEpoch;
    private int epochs;
    private long epochStarted = System.nanoTime();

    TrainingDisplay(History history, PrintWriter out) {
        this.history = history;
        this.out = out;
    }

    @Override
    public void started(TrainingState state, int stepsPerEpoch, long parameters) {
        this.stepsPerEpoch = stepsPerEpoch;
        epochs = state.options().epochs();
        out.printf(
                Locale.ROOT,
                "%s, %d parameters, %d epochs of %d steps%s%n",
                state.options().method().name().toLowerCase(Locale.ROOT),
                parameters,
                epochs,
                stepsPerEpoch,
                state.epoch() == 0 ? "" : ", going on after epoch " + state.epoch());
        progress = Progress.start("training", (long) epochs * stepsPerEpoch);
        progress.update((long) state.epoch() * stepsPerEpoch);
        epochStarted = System.nanoTime();
    }

    @Override
    public void step(int epoch, int step, TrainingGraph.Losses losses) {
        if (progress != null) {
            progress.note(String.format(Locale.ROOT, "epoch %d/%d, loss %.3f", epoch, epochs, losses.total()));
            progress.update((long) (epoch - 1) * stepsPerEpoch + step);
        }
    }

    @Override
    public void epoch(EpochReport report) {
        double seconds = (System.nanoTime() - epochStarted) / 1e9;
        epochStarted = System.nanoTime();
        try {
            history.append(
                    report.epoch(),
                    report.losses().total(),
                    report.losses().crossEntropy(),
                    report.losses().features(),
                    report.losses().reconstruction(),
                    report.clean().crossEntropy(),
                    report.clean().accuracy(),
                    report.clean().balancedAccuracy(),
                    report.noisy().balancedAccuracy(),
                    report.score(),
                    seconds);
        } catch (IOException e) {
            throw new UncheckedIOException("history.csv cannot be written: " + e.getMessage(), e);
        }
        out.printf(
                Locale.ROOT,
                "epoch %d: loss %.3f; validation balanced accuracy %.1f %%, under noise %.1f %%; %.0f s%s%n",
                report.epoch(),
                report.losses().total(),
                100 * report.clean().balancedAccuracy(),
                100 * report.noisy().balancedAccuracy(),
                seconds,
                report.best() ? " (best)" : "");
    }

    @Override
    public void close() {
        if (progress != null) {
            progress.close();
        }
    }
}
