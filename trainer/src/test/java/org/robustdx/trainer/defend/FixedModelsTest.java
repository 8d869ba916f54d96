package org.robustdx.trainer.defend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.robustdx.trainer.TinyModels;
import org.robustdx.trainer.attack.Classifier;
import org.robustdx.trainer.attack.LinearClassifier;

/** Defences that use fixed models. */
class FixedModelsTest {
    private static final int PIXELS = 3 * TinyModels.SIDE * TinyModels.SIDE;
    private final INDArray images = TinyModels.pixels(2, 3, DataType.FLOAT, 5);

    /** A classifier that counts how often it is attacked. */
    private static final class Counting implements Classifier {
        private final Classifier inner = new LinearClassifier(3, PIXELS, 1);
        private int attacks;

        @Override
        public int classes() {
            return inner.classes();
        }

        @Override
        public INDArray logits(INDArray pixels) {
            return inner.logits(pixels);
        }

        @Override
        public Gradient crossEntropyGradient(INDArray pixels, INDArray targets) {
            attacks++;
            return inner.crossEntropyGradient(pixels, targets);
        }

        @Override
        public INDArray logitsGradient(INDArray pixels, INDArray cotangents) {
            return inner.logitsGradient(pixels, cotangents);
        }
    }

    @Test
    void ensembleTrainingAttacksTheModelAndEveryFixedModelInTurn() {
        List<Counting> fixed = List.of(new Counting(), new Counting());
        Counting trained = new Counting();
        Defence defence = new DefenceOptions(Defences.ENSEMBLE, Map.of(), List.of("a", "b")).create(fixed);

        for (long seed = 0; seed < 60; seed++) {
            defence.examples(trained, images, new int[] {0, 1}, 0.5, seed).close();
        }

        List<Counting> all = new ArrayList<>(fixed);
        all.add(trained);
        assertThat(all).allSatisfy(model -> assertThat(model.attacks).isBetween(10, 30));
        assertThat(all.stream().mapToInt(model -> model.attacks).sum()).isEqualTo(60);
    }

    @Test
    void studentOfADistillationLearnsTheTeachersSoftPredictions() {
        Classifier teacher = new LinearClassifier(3, PIXELS, 1);
        Defence student = new DefenceOptions(
                        Defences.DISTILLATION, Map.of(DefenceSetting.DISTILLATION_TEMPERATURE, 5.0), List.of("teacher"))
                .create(List.of(teacher));
        float[][] targets = {{1, 0, 0}, {0, 1, 0}};
        student.retarget(images, targets);

        double[][] logits = teacher.logits(images).toDoubleMatrix();
        for (int i = 0; i < targets.length; i++) {
            double[] shares = {Math.exp(logits[i][0] / 5), Math.exp(logits[i][1] / 5), Math.exp(logits[i][2] / 5)};
            double sum = shares[0] + shares[1] + shares[2];
            for (int k = 0; k < 3; k++) {
                assertThat((double) targets[i][k]).isCloseTo(shares[k] / sum, within(1e-5));
            }
        }
        assertThat(student.retargets()).isTrue();
        assertThat(student.temperature()).isEqualTo(5);
    }

    @Test
    void teacherOfADistillationLearnsTheLabels() {
        Defence teacher = DefenceOptions.of(Defences.DISTILLATION).create(List.of());
        float[][] targets = {{1, 0, 0}, {0, 1, 0}};
        teacher.retarget(Nd4j.zeros(2, 3, TinyModels.SIDE, TinyModels.SIDE), targets);

        assertThat(targets).isDeepEqualTo(new float[][] {{1, 0, 0}, {0, 1, 0}});
        assertThat(teacher.retargets()).isFalse();
    }
}
