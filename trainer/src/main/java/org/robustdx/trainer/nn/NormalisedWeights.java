package org.robustdx.trainer.nn;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Convolutions with batch normalisation during training, folded into the weights for everything else. The served kernel
 * is {@code w · gamma / s} and the served bias {@code b - mean · gamma / s}, where {@code s} is the square root of the
 * variance. Mean and variance are moving averages over batches. The decoder's convolutions are not normalised, because
 * the last one outputs pixels.
 */
final class NormalisedWeights implements Reparametrisation {
    private static final String KERNEL = ".w";
    private static final String MEAN = ".mean";
    private static final String VARIANCE = ".variance";
    private static final List<String> OWN = List.of(BatchNormalisation.GAIN, MEAN, VARIANCE);
    private static final String DECODER = "decoder.";

    /** Weight of the current batch in the moving averages. */
    private static final double SHARE = 0.1;

    private final Parameters model;
    private final Parameters free;

    NormalisedWeights(Parameters model) {
        this.model = model;
        this.free = new Parameters(0, model.type());
        model.arrays().forEach((name, array) -> {
            INDArray own = free.zeros(name, array.shape()).assign(array);
            if (normalised(name, array)) {
                // Moves the scale of the initial kernel, relative to He initialisation, to the gain. Normalisation
                // makes the kernel's own scale irrelevant.
                long channels = array.size(3);
                INDArray flat = own.reshape(-1, channels);
                INDArray scale = flat.norm2(0).divi(Math.sqrt(2.0)).reshape(channels);
                INDArray gains = free.zeros(layer(name) + BatchNormalisation.GAIN, channels);
                gains.assign(scale);
                own.divi(gains);
                free.zeros(layer(name) + MEAN, channels);
                free.zeros(layer(name) + VARIANCE, channels).assign(1);
            }
        });
        apply();
    }

    @Override
    public Parameters free() {
        return free;
    }

    @Override
    public void apply() {
        model.arrays().forEach((name, array) -> {
            array.assign(Results.get(free.arrays(), name));
            fold(name, array, free.arrays());
        });
    }

    @Override
    public Parameters gradients(Parameters byTrained) {
        return byTrained;
    }

    @Override
    public List<String> watched() {
        return BatchNormalisation.moments(free.arrays().keySet());
    }

    @Override
    public void watch(Map<String, INDArray> moments) {
        moments.forEach((name, now) -> {
            boolean mean = name.endsWith(BatchNormalisation.MEAN);
            String suffix = mean ? BatchNormalisation.MEAN : BatchNormalisation.VARIANCE;
            String layer = name.substring(0, name.length() - suffix.length());
            INDArray moving = Results.get(free.arrays(), layer + (mean ? MEAN : VARIANCE));
            try (INDArray share = now.mul(SHARE)) {
                moving.muli(1 - SHARE).addi(share);
            }
        });
    }

    /** Returns the model's arrays that result from the optimiser's arrays. */
    static Map<String, INDArray> folded(Map<String, INDArray> free) {
        Map<String, INDArray> model = new LinkedHashMap<>();
        free.forEach((name, array) -> {
            if (OWN.stream().noneMatch(name::endsWith)) {
                model.put(name, array.dup());
                fold(name, Results.get(model, name), free);
            }
        });
        return model;
    }

    /** Folds the normalisation into an array of the model, in place. */
    private static void fold(String name, INDArray array, Map<String, INDArray> free) {
        String layer = layer(name);
        INDArray gains = free.get(layer + BatchNormalisation.GAIN);
        if (gains == null) {
            return;
        }
        try (INDArray deviations = Results.get(free, layer + VARIANCE).add(BatchNormalisation.FLOOR);
                INDArray factors = gains.div(Transforms.sqrt(deviations, false))) {
            if (name.endsWith(KERNEL)) {
                array.muli(factors);
            } else {
                array.subi(factors.muli(Results.get(free, layer + MEAN)));
            }
        }
    }

    private static boolean normalised(String name, INDArray array) {
        return name.endsWith(KERNEL) && array.rank() == 4 && !name.startsWith(DECODER);
    }

    private static String layer(String name) {
        return name.substring(0, name.lastIndexOf('.'));
    }
}
