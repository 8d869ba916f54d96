package org.robustdx.trainer.attack;

import java.util.List;
import java.util.function.Function;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Means of arrays that are asked for one after the other. */
final class Means {
    private Means() {}

    /** Returns the mean of what {@code ask} gives for each; the arrays become ours. */
    static <T> INDArray of(List<T> each, Function<? super T, INDArray> ask) {
        INDArray sum = ask.apply(each.get(0));
        for (T other : each.subList(1, each.size())) {
            try (INDArray next = ask.apply(other)) {
                sum.addi(next);
            }
        }
        return sum.divi(each.size());
    }
}
