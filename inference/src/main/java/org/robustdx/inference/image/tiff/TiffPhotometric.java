package org.robustdx.inference.image.tiff;

import java.util.Map;
import org.robustdx.inference.image.DecodeResult.Reason;
import org.robustdx.inference.image.RefusedException;

/** The meaning of a TIFF's colour samples (tag 262). */
enum TiffPhotometric {
    WHITE_IS_ZERO(1),
    BLACK_IS_ZERO(1),
    RGB(3),
    PALETTE(1),
    YCBCR(3);

    private static final Map<Long, TiffPhotometric> BY_CODE =
            Map.of(0L, WHITE_IS_ZERO, 1L, BLACK_IS_ZERO, 2L, RGB, 3L, PALETTE, 6L, YCBCR);
    private static final Map<Long, String> UNSUPPORTED = Map.of(
            4L, "transparency mask",
            5L, "CMYK",
            8L, "CIELAB",
            9L, "ICCLAB",
            10L, "ITULAB",
            32803L, "colour filter array",
            32844L, "LogL",
            32845L, "LogLuv",
            34892L, "linear raw");

    private final int samples;

    TiffPhotometric(int samples) {
        this.samples = samples;
    }

    /** Returns the number of samples that make the colour of a pixel. Further samples are extra ones. */
    int samples() {
        return samples;
    }

    static TiffPhotometric of(long code) throws RefusedException {
        TiffPhotometric photometric = BY_CODE.get(code);
        if (photometric == null) {
            throw new RefusedException(
                    Reason.UNSUPPORTED,
                    "photometric interpretation " + code + " (" + UNSUPPORTED.getOrDefault(code, "unknown")
                            + ") is not supported");
        }
        return photometric;
    }
}
