package org.robustdx.trainer.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.robustdx.trainer.TinyModels;
import org.robustdx.trainer.nn.Results;

class TrainerTest {
    @TempDir
    Path dir = Path.of("");

    private static final class Interrupted extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** Remembers what it heard. */
    private static class Listener implements TrainingListener {
        final List<EpochReport> epochs = new ArrayList<>();
        final List<String> steps = new ArrayList<>();

        @Override
        public void step(int epoch, int step, TrainingGraph.Losses losses) {
            steps.add(epoch + "/" + step);
        }

        @Override
        public void epoch(EpochReport report) {
            epochs.add(report);
        }
    }

    @Test
    void sameSeedGivesTheSameRunAndAResumedRunIsTheUninterruptedOne() throws IOException, InterruptedException {
        Listener whole = new Listener();
        Checkpoint uninterrupted = TinyModels.train(dir, 2, whole);

        Listener first = new Listener() {
            @Override
            public void step(int epoch, int step, TrainingGraph.Losses losses) {
                super.step(epoch, step, losses);
                if (epoch == 2 && step == 2) {
                    throw new Interrupted();
                }
            }
        };
        assertThatThrownBy(() -> TinyModels.train(dir, 2, first)).isInstanceOf(Interrupted.class);
        Checkpoint halfway = Checkpoint.read(dir.resolve("checkpoint.zip"));
        assertThat(halfway.state().epoch()).isEqualTo(1);
        assertThat(halfway.state().steps()).isEqualTo(3);
        // The same seed gave the same epoch.
        assertThat(first.epochs.get(0).losses()).isEqualTo(whole.epochs.get(0).losses());

        Listener second = new Listener();
        Checkpoint resumed = TinyModels.trainer(dir, second).resume(halfway);

        assertThat(resumed.state()).isEqualTo(uninterrupted.state());
        assertThat(second.steps).containsExactly("2/1", "2/2", "2/3");
        assertThat(second.epochs.get(0).losses()).isEqualTo(whole.epochs.get(1).losses());
        assertSame(resumed.parameters(), uninterrupted.parameters());
        assertSame(resumed.average(), uninterrupted.average());
        assertSame(resumed.best(), uninterrupted.best());
        assertSame(resumed.firstMoments(), uninterrupted.firstMoments());
        assertSame(resumed.secondMoments(), uninterrupted.secondMoments());
        assertSame(Checkpoint.read(dir.resolve("checkpoint.zip")).parameters(), uninterrupted.parameters());
        // A run that is over goes nowhere.
        assertThat(TinyModels.trainer(dir, second).resume(resumed)).isSameAs(resumed);
    }

    @Test
    void trainingLowersEveryPartOfTheLoss() throws IOException, InterruptedException {
        Listener listener = new Listener();
        Checkpoint done = TinyModels.train(dir, 8, listener);
        TrainingGraph.Losses first = listener.epochs.get(0).losses();
        TrainingGraph.Losses last = listener.epochs.get(7).losses();

        assertThat(last.total()).isLessThan(0.9 * first.total());
        assertThat(last.crossEntropy()).isLessThan(first.crossEntropy());
        assertThat(last.reconstruction()).isLessThan(0.9 * first.reconstruction());
        assertThat(done.state().finished()).isTrue();
        assertThat(done.state().epoch()).isEqualTo(8);
        assertThat(listener.steps)
                .hasSize(24)
                .startsWith("1/1", "1/2", "1/3", "2/1")
                .endsWith("8/3");
        EpochReport best = listener.epochs.stream()
                .filter(report -> report.epoch() == done.state().bestEpoch())
                .findFirst()
                .orElseThrow();
        assertThat(best.judgement().score())
                .isEqualTo(done.state().bestScore())
                .isEqualTo(listener.epochs.stream()
                        .mapToDouble(report -> report.judgement().score())
                        .max()
                        .orElseThrow());
    }

    private static void assertSame(Map<String, INDArray> actual, Map<String, INDArray> expected) {
        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        expected.forEach((name, array) -> assertThat(
                        Results.get(actual, name).dup('c').data().asFloat())
                .as(name)
                .isEqualTo(array.dup('c').data().asFloat()));
    }
}
