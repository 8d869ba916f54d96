package org.robustdx.console.images;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.inference.image.DecodeResult;
import org.robustdx.inference.image.formats.ImageDecoders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decodes full-size images. The app has decoded each of them before, within its limits of time and memory; this one decodes few at a time, because
 * many reviewers may open large images at once. Thread-safe.
 */
public final class Pictures {
    private static final Logger LOG = LoggerFactory.getLogger(Pictures.class);
    private static final int AT_A_TIME = 2;

    private final ImageDecoders decoders = ImageDecoders.standard();
    private final Semaphore places = new Semaphore(AT_A_TIME);

    /** What came of it. */
    public sealed interface Result {
        /**
         * The picture.
         *
         * @param png the first frame, 8 bits for each sample
         */
        @SuppressWarnings("ArrayRecordComponent") // a carrier
        record Shown(byte[] png) implements Result {}

        /**
         * No picture.
         *
         * @param why one line for people
         */
        record Refused(String why) implements Result {}
    }

    /**
     * Returns the samples of an encoded image in their full depth; empty if the image has 8 bits, has colours, is compressed in a way that is not read
     * here, or is refused by the app's decoders.
     */
    public Optional<GraySamples> samples(byte[] content) {
        places.acquireUninterruptibly();
        try {
            // The app's decoders, with their limits, come first: only what they accept is read again.
            if (!(decoders.decode(content, DecodeLimits.ofDefaults()) instanceof DecodeResult.Decoded decoded)) {
                return Optional.empty();
            }
            Optional<GraySamples> samples = PngSamples.read(content);
            if (samples.isEmpty()) {
                samples = DicomSamples.read(content);
            }
            return samples.filter(found -> found.width() == decoded.raster().width()
                    && found.height() == decoded.raster().height()
                    && decoded.raster().channels() == 1);
        } catch (IOException | RuntimeException e) {
            LOG.info("no samples of full depth: {}", String.valueOf(e.getMessage()));
            return Optional.empty();
        } finally {
            places.release();
        }
    }

    /** Returns the picture of an encoded image, in any format that the app reads. */
    public Result decode(byte[] content) {
        places.acquireUninterruptibly();
        try {
            DecodeResult result = decoders.decode(content, DecodeLimits.ofDefaults());
            return result instanceof DecodeResult.Decoded decoded
                    ? new Result.Shown(decoded.raster().toPng())
                    : new Result.Refused(((DecodeResult.Refused) result).message());
        } finally {
            places.release();
        }
    }
}
