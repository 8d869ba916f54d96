package org.robustdx.trainer.importer;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.robustdx.onnx.AttributeProto;
import org.robustdx.onnx.NodeProto;

/** Attributes of an operator, by name. */
final class Attributes {
    private final Map<String, AttributeProto> byName = new HashMap<>();

    Attributes(NodeProto node) {
        node.getAttributeList().forEach(attribute -> byName.put(attribute.getName(), attribute));
    }

    long number(String name, long otherwise) {
        AttributeProto attribute = byName.get(name);
        return attribute == null ? otherwise : attribute.getI();
    }

    double real(String name, double otherwise) {
        AttributeProto attribute = byName.get(name);
        return attribute == null ? otherwise : attribute.getF();
    }

    String text(String name, String otherwise) {
        AttributeProto attribute = byName.get(name);
        return attribute == null ? otherwise : attribute.getS().toStringUtf8();
    }

    /** Returns a list of integers, or null if the attribute is absent. */
    long @Nullable [] list(String name) {
        AttributeProto attribute = byName.get(name);
        return attribute == null
                ? null
                : attribute.getIntsList().stream().mapToLong(Long::longValue).toArray();
    }

    /** Returns a list of integers. */
    long[] list(String name, long... otherwise) {
        long[] list = list(name);
        return list == null || list.length == 0 ? otherwise : list;
    }

    boolean has(String name) {
        return byName.containsKey(name);
    }

    @Nullable
    AttributeProto get(String name) {
        return byName.get(name);
    }
}
