package org.robustdx.trainer.plan;

import java.util.Map;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Kernels of oneDNN that work directly on ND4J's arrays. ND4J uses oneDNN too, but it prepares each call from scratch
 * and reorders every tensor. Here, a primitive is created once and uses the layout of the arrays.
 *
 * <p>Supports 32-bit floats on x86-64. In all other cases (other processors, CUDA, 64-bit gradient checks), ND4J
 * computes.
 */
final class OneDnn implements Kernels {
    private static final @Nullable OneDnn INSTANCE = open();

    private static final Map<String, Maker> MAKERS = Map.ofEntries(
            Map.entry("add", AddStep::plain),
            Map.entry("layer_norm", BatchNormalisationStep::normalised),
            Map.entry("layer_norm_bp", BatchNormalisationStep::gradient),
            Map.entry("conv2d", ConvolutionStep::plain),
            Map.entry("conv2d_bp", ConvolutionGradientStep::find),
            Map.entry("depthwise_conv2d", ConvolutionStep::plain),
            Map.entry("depthwise_conv2d_bp", ConvolutionGradientStep::find),
            Map.entry("moments", BatchNormalisationStep::moments),
            Map.entry("relu", EltwiseStep::relu),
            Map.entry("thresholdedrelu_bp", EltwiseStep::reluGradient),
            Map.entry("maxpool2d", PoolingStep::max),
            Map.entry("maxpool2d_bp", PoolingStep::maxGradient),
            Map.entry("avgpool2d", PoolingStep::mean),
            Map.entry("avgpool2d_bp", PoolingStep::meanGradient),
            Map.entry("depth_to_space", BlockStep::depthToSpace),
            Map.entry("space_to_depth", BlockStep::spaceToDepth));

    private static final Map<String, Maker> RECTIFIED = Map.of(
            "add",
            AddStep::rectified,
            "conv2d",
            ConvolutionStep::rectified,
            "depthwise_conv2d",
            ConvolutionStep::rectified);

    private final engine cpu;
    private final stream queue;

    /** Returns a factory for an operation if a kernel supports its arguments, otherwise null. */
    interface Maker {
        @Nullable
        Factory find(OneDnn dnn, DifferentialFunction operation, INDArray[] inputs);
    }

    private OneDnn() {
        cpu = new engine(engine.kind.cpu, 0);
        queue = new stream(cpu);
    }

    /** Returns these kernels if the platform supports them, otherwise {@link Kernels#NONE}. */
    static Kernels kernels() {
        return INSTANCE == null ? Kernels.NONE : INSTANCE;
    }

    private static @Nullable OneDnn open() {
        if (Nd4j.getExecutioner()
                .getEnvironmentInformation()
                .getProperty("backend", "")
                .contains("CUDA")) {
            return null;
        }
        try {
            return new OneDnn();
        } catch (LinkageError e) {
            return null; // No native library for this platform.
        }
    }

    @Override
    public @Nullable Factory find(DifferentialFunction operation, INDArray[] inputs, boolean rectified) {
        for (INDArray input : inputs) {
            if (input.dataType() != DataType.FLOAT || !isDense(input)) {
                return null;
            }
        }
        Maker maker = (rectified ? RECTIFIED : MAKERS).get(operation.opName());
        return maker == null ? null : maker.find(this, operation, inputs);
    }

    private static boolean isDense(INDArray array) {
        return array.ordering() == 'c' && array.elementWiseStride() == 1;
    }

    engine engine() {
        return cpu;
    }

    /** Returns oneDNN's view of an array. The array must outlive it. */
    memory at(INDArray array, memory.desc layout) {
        return new memory(layout, cpu, array.data().addressPointer());
    }

    /** Returns oneDNN's view of a part of an array. The array must outlive it. */
    memory at(INDArray array, memory.desc layout, long byteOffset) {
        return part(array.data().addressPointer(), layout, byteOffset);
    }

    /** Returns a view of a part of other memory, which must outlive it. */
    memory at(memory whole, memory.desc layout, long byteOffset) {
        return part(whole.get_data_handle(), layout, byteOffset);
    }

    private memory part(Pointer start, memory.desc layout, long byteOffset) {
        return new memory(layout, cpu, new BytePointer(start).getPointer(byteOffset));
    }

    /** Returns new memory with this layout, owned by oneDNN. */
    memory own(memory.desc layout) {
        return new memory(layout, cpu);
    }

    void execute(primitive kernel, IntMemoryMap arguments) {
        kernel.execute(queue, arguments);
    }

    /** Returns attributes that make a kernel apply max(x, 0) to its result, if {@code rectified}. */
    static primitive_attr attributes(boolean rectified) {
        primitive_attr attributes = new primitive_attr();
        if (rectified) {
            post_ops after = new post_ops();
            after.append_eltwise(1, algorithm.eltwise_relu, 0, 0);
            attributes.set_post_ops(after);
        }
        return attributes;
    }

    static memory.desc layout(memory.format_tag tag, long... sizes) {
        return new memory.desc(sizes, memory.data_type.f32, tag);
    }
}
