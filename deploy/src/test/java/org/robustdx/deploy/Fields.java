package org.robustdx.deploy;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Walks a resource that was read into its class: fields that the class does not have are kept there as additional properties. */
final class Fields {
    private static final List<String> PACKAGES =
            List.of("io.fabric8.kubernetes.api.model.", "io.fabric8.openshift.api.model.", "io.strimzi.api.");

    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final List<String> unknown = new ArrayList<>();

    private Fields() {}

    /** Returns the paths of all fields that no class has. */
    static List<String> unknown(Object resource) {
        Fields fields = new Fields();
        fields.walk(resource, "");
        return fields.unknown;
    }

    private void walk(Object value, String path) {
        if (value instanceof Collection<?> list) {
            list.forEach(element -> walk(element, path + "[]"));
        } else if (value instanceof Map<?, ?> map) {
            map.forEach((name, element) -> walk(element, path + "." + name));
        } else if (isModel(value) && seen.add(value)) {
            for (Method getter : value.getClass().getMethods()) {
                if (getter.getParameterCount() == 0
                        && getter.getName().startsWith("get")
                        && getter.getDeclaringClass() != Object.class) {
                    getting(value, getter, path);
                }
            }
        }
    }

    private static boolean isModel(Object value) {
        return !value.getClass().isEnum()
                && PACKAGES.stream().anyMatch(value.getClass().getName()::startsWith);
    }

    private void getting(Object value, Method getter, String path) {
        Object got;
        try {
            got = getter.invoke(value);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(path + ": " + getter, e);
        }
        if (got == null) {
            return;
        }
        if (getter.getName().equals("getAdditionalProperties")) {
            ((Map<?, ?>) got).keySet().forEach(name -> unknown.add(path + "." + name));
        } else {
            walk(
                    got,
                    path + "." + Character.toLowerCase(getter.getName().charAt(3))
                            + getter.getName().substring(4));
        }
    }
}
