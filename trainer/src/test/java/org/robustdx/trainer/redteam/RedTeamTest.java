package org.robustdx.trainer.redteam;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.robustdx.trainer.TinyModels;
import org.robustdx.trainer.attack.Attack;
import org.robustdx.trainer.attack.Budget;
import org.robustdx.trainer.attack.Classifier;
import org.robustdx.trainer.data.Dataset;

class RedTeamTest {
    private final Dataset images = TinyModels.phantoms(1, 4);

    /** A system that gives one label to every image, and counts what it is asked. */
    private final class Scripted implements QueryChannel {
        private int asked;
        private final String verdict;
        private String right = "";

        Scripted(String verdict) {
            this.verdict = verdict;
        }

        @Override
        public List<Answer> ask(List<byte[]> pngs) {
            List<Answer> answers = new ArrayList<>();
            for (int i = 0; i < pngs.size(); i++) {
                asked++;
                answers.add(new Answer(right.isEmpty() ? images.classes().get(0) : right, List.of(), verdict));
            }
            return answers;
        }

        @Override
        public Optional<Alert> firstAlert(double waitSeconds) {
            return Optional.of(new Alert("QUERIES", asked, 1.5));
        }

        @Override
        public void close() {}
    }

    /** Asks for the image with its first sample changed by a step, a number of times. */
    private record Steps(int steps, double size) implements Attack {
        @Override
        public String name() {
            return "steps";
        }

        @Override
        public List<String> options() {
            return List.of();
        }

        @Override
        public INDArray perturb(Classifier model, INDArray pixels, int[] labels, Budget budget, long seed) {
            INDArray changed = pixels.dup();
            for (int i = 1; i <= steps; i++) {
                double before = pixels.getDouble(0, 0, 0, 0);
                double by = i * size / 255;
                changed.putScalar(new int[] {0, 0, 0, 0}, before > 0.5 ? before - by : before + by);
                model.logits(changed).close();
            }
            return changed;
        }
    }

    private RedTeam.Outcome run(QueryChannel channel, int most, Attack attack) throws InterruptedException {
        return new RedTeam(channel, attack, new Budget(4), most, line -> {}).run(images, 1, 0);
    }

    @Test
    void attacksOnlyImagesThatAreReadRightAndCountsEveryQuery() throws InterruptedException {
        Scripted channel = new Scripted("TRUSTED");
        RedTeam.Outcome outcome = run(channel, 100, new Steps(3, 1));

        assertThat(outcome.targets()).hasSize(4);
        for (int i = 0; i < 4; i++) {
            boolean right = images.label(i) == 0;
            assertThat(outcome.targets().get(i).readRight()).isEqualTo(right);
            assertThat(outcome.targets().get(i).queries()).isEqualTo(right ? 4 : 1);
        }
        assertThat(outcome.queries()).isEqualTo(channel.asked);
        assertThat(outcome.verdicts()).containsEntry("TRUSTED", channel.asked);
        assertThat(outcome.toMap())
                .containsEntry("campaign_alert_kind", "QUERIES")
                .containsEntry("campaign_alert_queries", channel.asked)
                .containsEntry("misclassified", 0L);
    }

    @Test
    void neverAsksMoreThanTheLimit() throws InterruptedException {
        Scripted channel = new Scripted("TRUSTED");
        RedTeam.Outcome outcome = run(channel, 3, new Steps(50, 1));

        assertThat(channel.asked).isEqualTo(3);
        assertThat(outcome.queries()).isEqualTo(3);
    }

    @Test
    void misclassificationCountsWithinTheRadiusOnlyAndTrustIsReportedApart() {
        Scripted channel = new Scripted("SUSPECT");
        channel.right = images.classes().get(1);
        QueriedClassifier system = new QueriedClassifier(channel, images.classes(), 100);
        try (INDArray pixels = TinyModels.pixels(1, 3, DataType.FLOAT, 1)) {
            byte[] far = QueriedClassifier.bytes(pixels)[0];
            far[0] = (byte) ((far[0] & 0xFF) > 127 ? 0 : 255);
            system.begin(far, 0, 4);
            system.logits(pixels).close();
            assertThat(system.misclassified()).isEmpty();

            system.begin(QueriedClassifier.bytes(pixels)[0], 0, 4);
            system.logits(pixels).close();
            assertThat(system.misclassified()).hasValue(1);
            assertThat(system.trusted()).isEmpty();
        }
    }

    @Test
    void imagesWithoutADiagnosisCountAsReadRightAndRepeatedOnesAreSentOnce() {
        Scripted channel = new Scripted("OUT_OF_SCOPE");
        channel.right = "none of the classes";
        QueriedClassifier system = new QueriedClassifier(channel, images.classes(), 100);
        try (INDArray one = TinyModels.pixels(1, 3, DataType.FLOAT, 1);
                INDArray three = Nd4j.concat(0, one, one, one)) {
            system.begin(QueriedClassifier.bytes(one)[0], 2, 4);
            INDArray logits = system.logits(three);

            assertThat(logits.argMax(1).toIntVector()).containsExactly(2, 2, 2);
            assertThat(channel.asked).isEqualTo(1);
        }
    }
}
