package org.robustdx.trainer.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.robustdx.trainer.model.ModelSpec;
import org.robustdx.trainer.model.Normalisation;
import org.robustdx.trainer.model.backbone.Backbones;

/** A thousand steps of every kind: each step must release or reuse the memory that it takes. */
@Tag("soak")
class MemorySoakTest {
    private static final int WARM_UP = 200;
    private static final int STEPS = 1000;
    private static final int EVERY = 50;

    /**
     * Garbage that is not collected yet is not a leak. A former leak of 90 MB per step would give almost a thousand
     * times this limit.
     */
    private static final long GROWTH_MEGABYTES = 100;

    @ParameterizedTest
    @EnumSource(BenchCase.class)
    void residentMemoryIsFlatOverAThousandSteps(BenchCase of) throws InterruptedException {
        assumeThat(ResidentMemory.nowMegabytes())
                .as("a system that tells resident memory")
                .isPresent();
        ModelSpec spec = new ModelSpec(Backbones.RESNET, 40, 1, 64, 1, 2, Normalisation.IMAGE);
        try (StepBench steps = new StepBench(of, spec, 8, 3, 1)) {
            List<Long> resident = new ArrayList<>();
            for (int i = 0; i < WARM_UP + STEPS; i++) {
                steps.step(ignored -> {});
                steps.taken();
                if (i >= WARM_UP && i % EVERY == 0) {
                    resident.add(ResidentMemory.nowMegabytes().orElseThrow());
                }
            }
            long before = resident.get(0);
            assertThat(resident)
                    .as("resident memory in MB, every %d steps", EVERY)
                    .allSatisfy(now -> assertThat(now - before).isLessThan(GROWTH_MEGABYTES));
        }
    }
}
