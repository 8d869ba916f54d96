package org.robustdx.trainer.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.robustdx.trainer.TinyModels;
import org.robustdx.trainer.defend.DefenceOptions;
import org.robustdx.trainer.defend.Defences;
import org.robustdx.trainer.model.ClassifierGraph;

class JudgementTest {
    private static Metrics metrics(int right, int of) {
        float[][] logits = new float[of][2];
        for (int i = 0; i < of; i++) {
            logits[i][i < right ? 0 : 1] = 1;
        }
        return Metrics.of(logits, new int[of], 2);
    }

    @Test
    void modelThatWithstandsOneStepButNotSeveralIsOverfitted() {
        assertThat(new Judgement.Attacked(metrics(1, 10), metrics(9, 10)).overfitted())
                .isTrue();
        assertThat(new Judgement.Attacked(metrics(5, 10), metrics(6, 10)).overfitted())
                .isFalse();
        assertThat(new Judgement.Attacked(metrics(1, 10), metrics(1, 10)).overfitted())
                .isFalse();
    }

    @Test
    void scoreIsTheMeanOverWhatTheTrainingIsFor() {
        ClassifierGraph model = new ClassifierGraph(TinyModels.model(3, 3, DataType.FLOAT));
        var data = TinyModels.phantoms(3, 12);
        DefenceOptions fast = DefenceOptions.of(Defences.FAST);

        Judgement plain =
                Judgement.of(model, data, TinyModels.options(Method.PLAIN, DefenceOptions.of(Defences.NONE), 1, 4));
        assertThat(plain.attacked()).isEmpty();
        assertThat(plain.score()).isEqualTo(plain.clean().balancedAccuracy());

        Judgement all = Judgement.of(model, data, TinyModels.options(Method.NOISE, fast, 1, 4));
        double attacked = all.attacked().orElseThrow().severalSteps().balancedAccuracy();
        assertThat(all.score())
                .isCloseTo(
                        (all.clean().balancedAccuracy() + all.noisy().balancedAccuracy() + attacked) / 3,
                        within(1e-12));
        assertThat(attacked).isLessThanOrEqualTo(all.clean().balancedAccuracy());
    }
}
