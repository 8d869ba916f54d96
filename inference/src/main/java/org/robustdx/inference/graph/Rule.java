package org.robustdx.inference.graph;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Computes the shapes of an operator's results before it runs. */
interface Rule {
    /**
     * Returns what is known of an operator's results, in their order. A missing result has the shape of the first one.
     * For an invalid call, any shape that is not too small is acceptable, because the runtime refuses the call.
     *
     * @throws ArithmeticException if the shapes are invalid, or too large to compute
     * @throws Value.UnknownSizeException if the shapes depend on numbers that are known only when the model runs
     */
    List<Value> results(Call call);

    /** Returns a rule for an operator with one result. */
    static Rule one(Single rule) {
        return call -> List.of(rule.result(call));
    }

    /** Computes the single result of an operator. */
    interface Single {
        Value result(Call call);
    }

    /**
     * An operator and what is known of its inputs.
     *
     * @param inputs the inputs; null for an omitted one
     */
    record Call(Node node, List<@Nullable Value> inputs) {
        /** Returns a required input. */
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

        /**
         * Returns a list that old operator sets define as an attribute and new ones as an input. Returns null if both
         * are missing.
         */
        long @Nullable [] list(String attribute, int place) {
            Value input = optional(place);
            return node.has(attribute) || input == null ? node.numbers(attribute) : input.longs();
        }
    }
}
