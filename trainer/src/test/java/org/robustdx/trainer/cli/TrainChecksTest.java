package org.robustdx.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.robustdx.trainer.data.Task;

class TrainChecksTest {
    private final List<String> said = new ArrayList<>();

    @Test
    void shouldRefuseClassesOfAnotherTask() {
        assertThatThrownBy(() -> TrainChecks.requireClassesOf(Task.SKIN, List.of("NORMAL", "PNEUMONIA"), said::add))
                .isInstanceOf(UsageException.class)
                .hasMessage("task: skin (expected: chest-xray, to which the classes NORMAL, PNEUMONIA belong)");
    }

    @Test
    void classesOfNoTaskAreNamedInAMessage() throws UsageException {
        TrainChecks.requireClassesOf(Task.SKIN, List.of("cats", "dogs"), said::add);

        assertThat(said).singleElement().asString().startsWith("task: skin: none of the classes cats, dogs is known");
    }

    @Test
    void classesOfTheTaskPassWithoutAMessage() {
        assertThatCode(() -> TrainChecks.requireClassesOf(Task.SKIN, List.of("MEL", "other"), said::add))
                .doesNotThrowAnyException();
        assertThat(said).isEmpty();
    }
}
