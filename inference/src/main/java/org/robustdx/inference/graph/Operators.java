package org.robustdx.inference.graph;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The allowed operators, each with its rule. They are those that exporters write for convolutional classifiers and
 * vision transformers, including quantised ones. Excluded are control flow, sequences, texts, random numbers, and
 * operators whose result shape depends on the input's numbers.
 */
final class Operators {
    private static final Map<String, Rule> RULES = new HashMap<>();

    static {
        one(Elementwise::same, """
                Abs Neg Relu LeakyRelu Elu Selu Celu ThresholdedRelu Sigmoid HardSigmoid HardSwish Mish Gelu Tanh Softplus Softsign Erf Exp Log
                Sqrt Reciprocal Floor Ceil Round Sign Sin Cos Clip Not IsNaN IsInf Softmax LogSoftmax Hardmax Dropout CumSum Trilu
                BatchNormalization InstanceNormalization LayerNormalization GroupNormalization LpNormalization MeanVarianceNormalization LRN
                QuantizeLinear DequantizeLinear""");
        one(Elementwise::identity, "Identity");
        one(Elementwise::cast, "Cast");
        one(Elementwise::broadcast, """
                Add Sub Mul Div Pow Mod Min Max Mean Sum And Or Xor PRelu Equal Greater GreaterOrEqual Less LessOrEqual""");
        one(Elementwise::where, "Where");
        one(Elementwise::expand, "Expand");
        one(Elementwise::reduce, """
                ReduceMean ReduceSum ReduceMax ReduceMin ReduceProd ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceSumSquare""");
        one(Elementwise::argument, "ArgMax ArgMin");
        one(Layout::transpose, "Transpose");
        one(Layout::reshape, "Reshape");
        one(Layout::flatten, "Flatten");
        one(Layout::squeeze, "Squeeze");
        one(Layout::unsqueeze, "Unsqueeze");
        one(Layout::concat, "Concat");
        RULES.put("Split", Layout::split);
        one(Layout::slice, "Slice");
        one(Layout::gather, "Gather");
        one(Layout::gatherElements, "GatherElements");
        one(Layout::depthToSpace, "DepthToSpace");
        one(Layout::spaceToDepth, "SpaceToDepth");
        one(Growing::constant, "Constant");
        one(Growing::shape, "Shape");
        one(Growing::size, "Size");
        one(Growing::constantOfShape, "ConstantOfShape");
        one(Growing::range, "Range");
        one(Growing::tile, "Tile");
        one(Growing::pad, "Pad");
        one(Growing::resize, "Resize Upsample");
        one(Growing::oneHot, "OneHot");
        one(Growing::topK, "TopK");
        one(Windows::convolution, "Conv ConvInteger");
        one(Windows::quantized, "QLinearConv");
        one(Windows::transposed, "ConvTranspose");
        one(Windows::pooling, "MaxPool AveragePool LpPool");
        one(Windows::globalPooling, "GlobalAveragePool GlobalMaxPool GlobalLpPool");
        one(Windows::gemm, "Gemm");
        one(Windows::product, "MatMul MatMulInteger");
        one(Windows::quantizedProduct, "QLinearMatMul");
    }

    private Operators() {}

    private static void one(Rule.Single rule, String names) {
        for (String name : List.of(names.split("\\s+"))) {
            RULES.put(name, Rule.one(rule));
        }
    }

    /** Returns the rule of an operator, or null if it is not allowed. */
    static @Nullable Rule rule(String operator) {
        return RULES.get(operator);
    }
}
