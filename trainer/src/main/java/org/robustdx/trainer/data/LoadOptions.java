package org.robustdx.trainer.data;

import java.nio.file.Path;
import java.util.Optional;
import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.inference.image.Fit;

/**
 * How images are read into memory.
 *
 * @param height rows of every image, in pixels
 * @param width columns of every image, in pixels
 * @param channels 1 (gray) or 3 (RGB)
 * @param fit how an image of another shape is fitted
 * @param limits limits on each file, checked before it is decoded
 * @param policy what to do with rows and images that cannot be used
 * @param threads number of images that are decoded at the same time
 * @param cache folder of the cache of decoded images; empty for none
 */
public record LoadOptions(
        int height,
        int width,
        int channels,
        Fit fit,
        DecodeLimits limits,
        BadItemPolicy policy,
        int threads,
        Optional<Path> cache) {
    public LoadOptions {
        if (height < 1) {
            throw new IllegalArgumentException("height: " + height + " (expected: > 0)");
        }
        if (width < 1) {
            throw new IllegalArgumentException("width: " + width + " (expected: > 0)");
        }
        if (channels != 1 && channels != 3) {
            throw new IllegalArgumentException("channels: " + channels + " (expected: 1 or 3)");
        }
        if (threads < 1) {
            throw new IllegalArgumentException("threads: " + threads + " (expected: > 0)");
        }
    }

    /** Returns options for images of the given shape: centre crop, default limits, {@link BadItemPolicy#FAIL}, all cores, no cache. */
    public static LoadOptions of(int height, int width, int channels) {
        return new LoadOptions(
                height,
                width,
                channels,
                Fit.CROP,
                DecodeLimits.ofDefaults(),
                BadItemPolicy.FAIL,
                Runtime.getRuntime().availableProcessors(),
                Optional.empty());
    }

    public LoadOptions withFit(Fit fit) {
        return new LoadOptions(height, width, channels, fit, limits, policy, threads, cache);
    }

    public LoadOptions withPolicy(BadItemPolicy policy) {
        return new LoadOptions(height, width, channels, fit, limits, policy, threads, cache);
    }

    public LoadOptions withThreads(int threads) {
        return new LoadOptions(height, width, channels, fit, limits, policy, threads, cache);
    }

    public LoadOptions withCache(Path cache) {
        return new LoadOptions(height, width, channels, fit, limits, policy, threads, Optional.of(cache));
    }
}
