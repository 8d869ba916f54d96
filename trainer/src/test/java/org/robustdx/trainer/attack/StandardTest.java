package org.robustdx.trainer.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StandardTest {
    @ParameterizedTest
    @ValueSource(ints = {4, 7})
    void isAutoAttackForFourClassesAndMore(int classes) {
        assertThat(Standard.cascade(classes, 100, 1, 9, 5000).attacks())
                .extracting(Attack::name)
                .containsExactly("apgd-ce", "apgd-t", "fab-t", "square");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void usesTheUntargetedRatioWhereTheTargetedOneIsNotDefined(int classes) {
        assertThat(Standard.cascade(classes, 100, 1, 9, 5000).attacks())
                .extracting(Attack::name)
                .containsExactly("apgd-ce", "apgd-dlr", "fab-t", "square");
    }

    @Test
    void saysForWhichClassesItIsAutoAttack() {
        assertThat(new Standard(100, 1, 9, 5000).options().get(0))
                .isEqualTo("cascade=AutoAttack for 4 classes and more; for fewer, apgd-dlr in place of apgd-t");
    }

    @Test
    void refusesOptionsThatItsAttacksRefuse() {
        assertThatThrownBy(() -> new Standard(0, 1, 9, 5000))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("steps: 0 (expected: ");
    }
}
