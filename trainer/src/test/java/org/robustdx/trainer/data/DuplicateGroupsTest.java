package org.robustdx.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.robustdx.inference.Draw;

class DuplicateGroupsTest {
    @Test
    void groupsThatShareContentAreOneWhateverTheOrder() {
        Draw.tries(300, draw -> {
            List<Integer> groups = draw.list(0, 40, () -> draw.integer(0, 12));
            long seed = draw.seed();
            Random random = new Random(seed);
            int[] contents = groups.stream().mapToInt(g -> random.nextInt(20)).toArray();
            DuplicateGroups forward = new DuplicateGroups();
            DuplicateGroups backward = new DuplicateGroups();
            for (int i = 0; i < contents.length; i++) {
                forward.add("g" + groups.get(i), "c" + contents[i]);
                int j = contents.length - 1 - i;
                backward.add("g" + groups.get(j), "c" + contents[j]);
            }
            // Reachability by repeated merging, the slow and plain way.
            int[] component = groups.stream().mapToInt(Integer::intValue).toArray();
            for (boolean changed = true; changed; ) {
                changed = false;
                for (int i = 0; i < component.length; i++) {
                    for (int j = 0; j < component.length; j++) {
                        boolean linked =
                                contents[i] == contents[j] || groups.get(i).equals(groups.get(j));
                        if (linked && component[i] < component[j]) {
                            component[j] = component[i];
                            changed = true;
                        }
                    }
                }
            }
            for (int i = 0; i < component.length; i++) {
                String a = forward.find("g" + groups.get(i));
                assertThat(a).isEqualTo(backward.find("g" + groups.get(i)));
                for (int j = 0; j < component.length; j++) {
                    assertThat(a.equals(forward.find("g" + groups.get(j)))).isEqualTo(component[i] == component[j]);
                }
            }
        });
    }
}
