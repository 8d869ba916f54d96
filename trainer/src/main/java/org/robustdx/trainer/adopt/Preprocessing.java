package org.robustdx.trainer.adopt;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.factory.Nd4j;
import org.robustdx.trainer.nn.Layers;

/**
 * What a classifier expects of its input: 8-bit samples are scaled to {@code low} to {@code high}, then each channel is {@code (x - mean) / std}.
 *
 * @param low value of a black sample
 * @param high value of a white sample
 * @param mean of each channel, in the scaled range
 * @param std of each channel, greater than 0
 */
public record Preprocessing(double low, double high, List<Double> mean, List<Double> std) {
    private static final List<Double> IMAGENET_MEAN = List.of(0.485, 0.456, 0.406);
    private static final List<Double> IMAGENET_STD = List.of(0.229, 0.224, 0.225);

    public Preprocessing {
        mean = List.copyOf(mean);
        std = List.copyOf(std);
        if (!(low < high) || !Double.isFinite(high - low)) {
            throw new IllegalArgumentException(
                    "range: " + low + "," + high + " (expected: two numbers, the first one smaller)");
        }
        if (mean.size() != std.size() || mean.stream().anyMatch(m -> !Double.isFinite(m))) {
            throw new IllegalArgumentException(
                    "mean: " + mean + " (expected: one number for each channel, as many as std)");
        }
        if (std.stream().anyMatch(s -> !(s > 0 && Double.isFinite(s)))) {
            throw new IllegalArgumentException("std: " + std + " (expected: numbers above 0)");
        }
    }

    /** Returns a scaling without normalisation. */
    static Preprocessing scaled(double low, double high, int channels) {
        return new Preprocessing(low, high, Collections.nCopies(channels, 0.0), Collections.nCopies(channels, 1.0));
    }

    /** Returns what classifiers usually expect of images of so many channels, the most common first. */
    static List<Preprocessing> usual(int channels) {
        List<Preprocessing> scalings =
                List.of(scaled(0, 1, channels), scaled(0, 255, channels), scaled(-1, 1, channels));
        if (channels != 3) {
            return scalings;
        }
        List<Preprocessing> all = new ArrayList<>();
        all.add(new Preprocessing(0, 1, IMAGENET_MEAN, IMAGENET_STD));
        all.addAll(scalings);
        return all;
    }

    /** Returns the value that the classifier gets for an 8-bit sample of a channel, in 32 bits, step by step as most pipelines compute it. */
    float of(int sample, int channel) {
        float x = sample / 255f;
        if (high - low != 1) {
            x *= (float) (high - low);
        }
        x += (float) low;
        x -= mean.get(channel).floatValue();
        return x / std.get(channel).floatValue();
    }

    /** Adds these steps to a graph, after {@code pixels} {@code [N,C,H,W]} in [0,1]. */
    SDVariable add(Layers layers, SDVariable pixels) {
        SDVariable x = high - low == 1 ? pixels : pixels.mul(high - low);
        x = low == 0 ? x : x.add(low);
        if (mean.stream().anyMatch(m -> m != 0)) {
            x = x.sub(channels(layers, mean));
        }
        if (std.stream().anyMatch(s -> s != 1)) {
            x = x.mul(channels(layers, std.stream().map(s -> 1 / s).toList()));
        }
        return x;
    }

    private static SDVariable channels(Layers layers, List<Double> values) {
        double[] numbers = values.stream().mapToDouble(Double::doubleValue).toArray();
        return layers.sd()
                .constant(Nd4j.createFromArray(numbers)
                        .castTo(layers.parameters().type())
                        .reshape(1, numbers.length, 1, 1));
    }

    @Override
    public String toString() {
        String range = "range " + shown(low) + " to " + shown(high);
        return mean.stream().allMatch(m -> m == 0) && std.stream().allMatch(s -> s == 1)
                ? range
                : range + ", mean " + shown(mean) + ", std " + shown(std);
    }

    private static String shown(List<Double> values) {
        return values.stream().map(Preprocessing::shown).collect(Collectors.joining(","));
    }

    private static String shown(double value) {
        return value == Math.rint(value) ? String.format(Locale.ROOT, "%.0f", value) : Double.toString(value);
    }
}
