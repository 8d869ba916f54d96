package org.robustdx.trainer.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.robustdx.trainer.TinyModels;
import org.robustdx.trainer.attack.Attack;
import org.robustdx.trainer.attack.Budget;
import org.robustdx.trainer.attack.Classifier;
import org.robustdx.trainer.attack.Pgd;
import org.robustdx.trainer.data.Dataset;
import org.robustdx.trainer.model.ClassifierGraph;
import org.robustdx.trainer.modelfile.Images;

class RobustnessTest {
    private final Dataset clean = TinyModels.phantoms(1, 70);
    private final Classifier model = new ClassifierGraph(TinyModels.model(3, 3, DataType.FLOAT));

    @ParameterizedTest
    @CsvSource({"1, 1", "4, 4", "8, 8", "255, 255", "0.5, 0", "2.7, 2"})
    void attackedFileIsWithinTheBudgetToTheByte(double epsilon, int most) {
        // One that goes to the end of its budget, up and down in turn.
        Attack extreme = new Attack() {
            @Override
            public String name() {
                return "extreme";
            }

            @Override
            public List<String> options() {
                return List.of();
            }

            @Override
            public INDArray perturb(Classifier attacked, INDArray pixels, int[] labels, Budget budget, long seed) {
                INDArray result = pixels.dup('c');
                for (long i = 0; i < result.length(); i++) {
                    double value = result.getDouble(i) + (i % 2 == 0 ? 1 : -1) * budget.radius();
                    result.putScalar(i, Math.min(1, Math.max(0, value)));
                }
                return result;
            }
        };
        Dataset few = clean.subset(new int[] {0, 1});
        Dataset attacked = Robustness.attacked(model, few, extreme, new Budget(epsilon), 1);

        int largest = 0;
        for (int i = 0; i < few.size(); i++) {
            for (int p = 0; p < few.image(i).length; p++) {
                int difference = Math.abs((attacked.image(i)[p] & 0xFF) - (few.image(i)[p] & 0xFF));
                assertThat(difference).isLessThanOrEqualTo(most);
                largest = Math.max(largest, difference);
            }
        }
        assertThat(largest).isGreaterThan(most / 2 - (most == 0 ? 1 : 0));
    }

    @Test
    void attackedImagesKeepTheirPlacesAndNames() {
        Dataset attacked = Robustness.attacked(model, clean, new Pgd(2, 1), new Budget(4), 1);

        assertThat(attacked.size()).isEqualTo(70);
        assertThat(attacked.labels()).isEqualTo(clean.labels());
        assertThat(attacked.groups()).isEqualTo(clean.groups());
        for (int i = 0; i < 70; i++) {
            assertThat(attacked.id(i)).isEqualTo(clean.id(i));
            assertThat(Arrays.equals(attacked.image(i), clean.image(i))).isFalse();
            assertThat(distance(attacked.image(i), clean.image(i))).isLessThanOrEqualTo(4);
        }
    }

    private static int distance(byte[] a, byte[] b) {
        int largest = 0;
        for (int i = 0; i < a.length; i++) {
            largest = Math.max(largest, Math.abs((a[i] & 0xFF) - (b[i] & 0xFF)));
        }
        return largest;
    }

    @Test
    void bytesComeBackFromPixelsAsTheyWere() {
        Dataset few = clean.subset(new int[] {3, 4});
        INDArray image = Images.uint8(few, 0, 1);
        INDArray pixels = image.castTo(DataType.FLOAT).permute(0, 3, 1, 2).div(255);

        assertThat(image.shape()).containsExactly(2, TinyModels.SIDE, TinyModels.SIDE, 3);
        assertThat(Images.toBytes(pixels)).isDeepEqualTo(new byte[][] {few.image(0), few.image(1)});
    }

    @Test
    void pixelsAreRoundedToTheNearestByteAndKeptInRange() {
        INDArray pixels =
                Nd4j.createFromArray(-0.1f, 1.1f, 0.499f / 255, 0.501f / 255).reshape(1, 1, 2, 2);

        assertThat(Images.toBytes(pixels)).isDeepEqualTo(new byte[][] {{0, (byte) 255, 0, 1}});
    }
}
