package org.robustdx.trainer.nn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.factory.Nd4j;

class StopGradientTest {
    private final SameDiff sd = SameDiff.create();
    private final SDVariable w = sd.var("w", Nd4j.scalar(3.0));
    private final SDVariable noisy = w.mul(2);
    private final SDVariable clean = w.mul(1);

    @Test
    void gradientFlowsOnlyIntoTheSideThatIsNotStopped() {
        // loss = (2w - c)^2 with constant c = w: the derivative by w is 2 (2w - w) 2 = 4w = 12.
        loss(noisy.sub(StopGradient.of(clean)));

        assertThat(gradient()).isEqualTo(12);
    }

    @Test
    void withoutItTheGradientFlowsIntoBothSides() {
        // loss = (2w - w)^2: the derivative by w is 2w = 6.
        loss(noisy.sub(clean));

        assertThat(gradient()).isEqualTo(6);
    }

    @Test
    void valuePassesUnchanged() {
        SDVariable stopped = StopGradient.of(clean);

        assertThat(stopped.eval()).isEqualTo(clean.eval());
    }

    private void loss(SDVariable difference) {
        sd.setLossVariables(sd.math().square(difference).rename("loss").name());
    }

    private double gradient() {
        return Results.get(sd.calculateGradients(Map.of(), "w"), "w").getDouble(0);
    }
}
