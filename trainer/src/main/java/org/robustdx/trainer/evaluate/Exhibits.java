package org.robustdx.trainer.evaluate;

import java.util.ArrayList;
import java.util.List;
import org.robustdx.trainer.data.Dataset;

/** Chooses the images that a report shows. The choice does not depend on the results. */
final class Exhibits {
    private static final int AT_MOST = 6;

    private Exhibits() {}

    /** Returns the indexes of a few images. The classes alternate. */
    static int[] of(Dataset images) {
        List<List<Integer>> byClass = new ArrayList<>();
        images.classes().forEach(name -> byClass.add(new ArrayList<>()));
        for (int i = 0; i < images.size(); i++) {
            byClass.get(images.label(i)).add(i);
        }
        List<Integer> chosen = new ArrayList<>();
        for (int round = 0; chosen.size() < Math.min(AT_MOST, images.size()); round++) {
            for (List<Integer> ofClass : byClass) {
                if (round < ofClass.size() && chosen.size() < AT_MOST) {
                    chosen.add(ofClass.get(round));
                }
            }
        }
        return chosen.stream().mapToInt(Integer::intValue).toArray();
    }
}
