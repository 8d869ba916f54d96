package org.robustdx.console.cases;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.robustdx.kafka.Topics;

class SubjectTest {
    @Test
    void shouldBeReadAsItIsWritten() {
        Subject subject = new Subject(Topics.ADVERSARIAL_ALERTS, 3, 17);
        assertThat(Subject.parse(subject.toString())).contains(subject);
        assertThat(Subject.ofReviewKey(subject.reviewKey("reviewer-7"))).contains(subject);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "adversarial-alerts",
                "adversarial-alerts/0",
                "adversarial-alerts/0/-1",
                "adversarial-alerts/0/1/2",
                "adversarial-alerts/0/99999999999999999999",
                "medical-images/0/1",
                "../adversarial-alerts/0/1",
                "adversarial-alerts/../1"
            })
    void shouldNotBeReadFromAnythingElse(String text) {
        assertThat(Subject.parse(text)).isEmpty();
    }
}
