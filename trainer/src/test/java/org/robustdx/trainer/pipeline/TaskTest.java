package org.robustdx.trainer.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TaskTest {
    @Test
    void namesAreThoseOfTheCommandLine() {
        assertThat(Arrays.stream(Task.values()).map(Task::id)).containsExactly("chest-xray", "skin", "phantom");
        for (Task task : Task.values()) {
            assertThat(Task.of(task.id())).isSameAs(task);
        }
    }

    @Test
    void shouldNameTheTasksThereAre() {
        assertThatThrownBy(() -> Task.of("Skin"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("task: Skin (expected: one of chest-xray, skin, phantom)");
    }

    @Test
    void xRaysAreGrayAndStayUpright() {
        assertThat(Task.CHEST_XRAY.channels()).isEqualTo(1);
        assertThat(Task.SKIN.channels()).isEqualTo(3);
        assertThat(Task.CHEST_XRAY.augmentation()).isNotEqualTo(Task.SKIN.augmentation());
    }
}
