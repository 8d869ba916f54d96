package org.robustdx.trainer.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.robustdx.trainer.report.History;
import org.robustdx.trainer.report.Progress;
import org.robustdx.trainer.train.EpochReport;
import org.robustdx.trainer.train.Judgement;
import org.robustdx.trainer.train.TrainingGraph;
import org.robustdx.trainer.train.TrainingListener;
import org.robustdx.trainer.train.TrainingState;

/** Shows the progress of training and writes its history. */
final class TrainingDisplay implements TrainingListener, AutoCloseable {
    /** Columns of {@code history.csv} after the epoch. */
    static final List<String> COLUMNS = List.of(
            "train_loss",
            "cross_entropy_loss",
            "feature_loss",
            "reconstruction_loss",
            "defence_loss",
            "validation_loss",
            "validation_accuracy",
            "validation_balanced_accuracy",
            "noisy_validation_balanced_accuracy",
            "attacked_validation_balanced_accuracy",
            "one_step_attacked_validation_balanced_accuracy",
            "score",
            "seconds");

    private final History history;
    private final PrintWriter out;
    private @Nullable Progress progress;
    private int stepsPerEpoch;
    private volatile int finishedEpoch; // read when the process is interrupted
    private int epochs;
    private long epochStarted = System.nanoTime();

    TrainingDisplay(History history, PrintWriter out) {
        this.history = history;
        this.out = out;
    }

    @Override
    public void started(TrainingState state, int stepsPerEpoch, long parameters) {
        this.stepsPerEpoch = stepsPerEpoch;
        epochs = state.options().duration().epochs();
        finishedEpoch = state.epoch();
        out.printf(
                Locale.ROOT,
                "%s, defence %s, %d parameters, %d epochs of %d steps%s%n",
                state.options().loss().method(),
                state.options().defence().kind(),
                parameters,
                epochs,
                stepsPerEpoch,
                state.epoch() == 0 ? "" : ", resumed after epoch " + state.epoch());
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
        Judgement judgement = report.judgement();
        Optional<Judgement.Attacked> attacked = judgement.attacked();
        try {
            history.append(
                    report.epoch(),
                    report.losses().total(),
                    report.losses().crossEntropy(),
                    report.losses().features(),
                    report.losses().reconstruction(),
                    report.losses().penalty(),
                    judgement.clean().crossEntropy(),
                    judgement.clean().accuracy(),
                    judgement.clean().balancedAccuracy(),
                    judgement.noisy().balancedAccuracy(),
                    attacked.map(under -> under.severalSteps().balancedAccuracy())
                            .orElse(Double.NaN),
                    attacked.map(under -> under.oneStep().balancedAccuracy()).orElse(Double.NaN),
                    judgement.score(),
                    seconds);
        } catch (IOException e) {
            throw new UncheckedIOException("history.csv cannot be written: " + e.getMessage(), e);
        }
        print(String.format(
                Locale.ROOT,
                "epoch %d: loss %.3f; validation balanced accuracy %.1f %%, under noise %.1f %%%s; %.0f s%s",
                report.epoch(),
                report.losses().total(),
                100 * judgement.clean().balancedAccuracy(),
                100 * judgement.noisy().balancedAccuracy(),
                attacked.map(under -> String.format(
                                Locale.ROOT,
                                ", under attack %.1f %%",
                                100 * under.severalSteps().balancedAccuracy()))
                        .orElse(""),
                seconds,
                report.best() ? " (best)" : ""));
        if (attacked.filter(Judgement.Attacked::overfitted).isPresent()) {
            print("catastrophic overfitting: the model withstands one step of the attack, but not several"
                    + " (a smaller --defence-epsilon, or --defence adversarial, may help)");
        }
        finishedEpoch = report.epoch();
    }

    /** Returns the last epoch whose checkpoint can be resumed; 0 before the first. */
    int finishedEpoch() {
        return finishedEpoch;
    }

    private void print(String line) {
        if (progress == null) {
            out.println(line);
        } else {
            progress.print(out, line);
        }
    }

    @Override
    public void close() {
        if (progress != null) {
            progress.close();
        }
    }
}
