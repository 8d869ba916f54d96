package org.robustdx.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GroupRuleTest {
    private final GroupRule rule = GroupRule.byFileName();

    @ParameterizedTest
    @CsvSource({
        "person30_bacteria_156.jpeg, person30",
        "person30_virus_9.jpeg, person30",
        "person300_virus_9.jpeg, person300",
        "IM-0115-0001.jpeg, IM-0115",
        "IM-0115-0001-0002.jpeg, IM-0115",
        "NORMAL2-IM-0115-0001-0001.jpeg, IM-0115",
    })
    void shouldGroupChestImagesByChild(String fileName, String group) {
        assertThat(rule.groupOf("C/" + fileName, fileName)).isEqualTo(group);
    }

    @ParameterizedTest
    @CsvSource({"a.png", "person_1.png", "person7.png", "IM-x-0001.jpeg", "XIM-0115-0001.jpeg", "NORMAL-IM-0115-1.jpeg"
    })
    void shouldLeaveOtherImagesAlone(String fileName) {
        assertThat(rule.groupOf("C/" + fileName, fileName)).isEqualTo("C/" + fileName);
    }

    @Test
    void shouldKeepOneChildTogetherAcrossClasses() {
        assertThat(rule.groupOf("NORMAL/person1_a.jpeg", "person1_a.jpeg"))
                .isEqualTo(rule.groupOf("PNEUMONIA/person1_b.jpeg", "person1_b.jpeg"));
    }
}
