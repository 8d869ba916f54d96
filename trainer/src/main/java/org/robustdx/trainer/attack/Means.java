package org.robustdx.trainer.attack;

import java.util.List;
import java.util.function.Function;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Means of arrays that are computed one after the other. */
final class Means {
    private Means() {}

    /**
     * Returns the mean of the arrays that {@code ask} returns for each element. Closes the arrays except the result.
     */
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
