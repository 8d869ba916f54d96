package org.robustdx.kafka;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import org.junit.jupiter.api.Test;

class TopicsTest {
    @Test
    void shouldRefuseAnApplicationWhoseRightsWouldIncludeATopic() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Topics.requireApart("medical"))
                .withMessage("application-id: medical (expected: no beginning of medical-images)");
        assertThatNoException().isThrownBy(() -> Topics.requireApart("robustdx"));
    }
}
