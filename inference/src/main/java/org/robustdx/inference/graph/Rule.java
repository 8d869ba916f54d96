package org.robustdx.inference.graph;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells the results of an operator before it runs. */
interface Rule {
    /**
     * Returns what is known of an operator's results, from the first on. Those that are not told have the sizes of the first. What the
     * operator's definition forbids may come out as anything not smaller: the runtime refuses it.
     *
     * @throws ArithmeticException if the sizes cannot be, or are too large to be computed
     * @throws Value.UnknownSizeException if they depend on numbers that are known only when the model runs
     */
    List<Value> results(Call call);

    /** A rule of one result. */
    static Rule one(Single rule) {
        return call -> List.of(rule.result(call));
    }

    /** Tells the one result of an operator. */
    interface Single {
        Value result(Call call);
    }

    /** An operator and what is known of its inputs; null where one is left out. */
    record Call(Node node, List<@Nullable Value> inputs) {
        /** Returns an input that must be there. */
        Value in(int place) {
            Value value = optional(place);
            if (value == null) {
                throw new ArithmeticException("input " + place + " missing");
            }
            return value;
        }

        @Nullable
        Value optional(int place) {
            return place < inputs.size() ? inputs.get(place) : null;
        }

        /** Returns a list that older operator sets give as an attribute and newer ones as an input, or null where it is neither. */
        long @Nullable [] list(String attribute, int place) {
            Value input = optional(place);
            return node.has(attribute) || input == null ? node.numbers(attribute) : input.longs();
        }
    }
}
