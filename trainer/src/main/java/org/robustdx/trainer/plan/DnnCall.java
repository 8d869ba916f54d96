package org.robustdx.trainer.plan;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_FROM;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_TO;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.javacpp.Pointer;

/** A sequence of oneDNN primitives, with everything that must stay alive while it is used. */
final class DnnCall implements Step {
    private final OneDnn dnn;
    private final List<primitive> primitives = new ArrayList<>();
    private final List<IntMemoryMap> arguments = new ArrayList<>();
    private final List<Pointer> held = new ArrayList<>();

    DnnCall(OneDnn dnn) {
        this.dnn = dnn;
    }

    /**
     * Adds a primitive.
     *
     * @param keysAndMemories oneDNN's argument numbers, each followed by its memory
     */
    DnnCall add(primitive kernel, Object... keysAndMemories) {
        IntMemoryMap map = new IntMemoryMap();
        for (int i = 0; i < keysAndMemories.length; i += 2) {
            memory place = (memory) keysAndMemories[i + 1];
            map.put((Integer) keysAndMemories[i], place);
            held.add(place);
        }
        primitives.add(kernel);
        arguments.add(map);
        return this;
    }

    /** Returns {@code from} in the layout {@code wanted}: itself, or a copy that each run updates. */
    memory in(memory.desc wanted, memory from) {
        if (from.get_desc().equals(wanted)) {
            return from;
        }
        memory to = dnn.own(wanted);
        copy(from, to);
        return to;
    }

    /** Adds a copy from one layout to another. */
    void copy(memory from, memory to) {
        add(new reorder(from, to), DNNL_ARG_FROM, from, DNNL_ARG_TO, to);
    }

    /** Returns the number of primitives. */
    int size() {
        return primitives.size();
    }

    @Override
    public void run() {
        for (int i = 0; i < primitives.size(); i++) {
            dnn.execute(primitives.get(i), arguments.get(i));
        }
    }

    @Override
    public void close() {
        arguments.forEach(Pointer::close);
        primitives.forEach(Pointer::close);
        held.forEach(Pointer::close);
    }
}
