package org.robustdx.inference.image.pixels;

import org.robustdx.inference.image.DecodeResult.Reason;
import org.robustdx.inference.image.Raster;
import org.robustdx.inference.image.RefusedException;

/** Collects the pixels of an image in order, composites them on black, and detects an image that shows nothing. */
public final class Canvas {
    private final int width;
    private final int height;
    private final int channels;
    private final boolean premultiplied;
    private final byte[] out;
    private int at;
    private boolean transparent;
    private boolean visible;
    private boolean varied;
    private int first;

    /** @param premultiplied whether the colours are already multiplied by their opacity, which is the same as composited on black */
    public Canvas(int width, int height, int channels, boolean premultiplied) {
        this.width = width;
        this.height = height;
        this.channels = channels;
        this.premultiplied = premultiplied;
        this.out = new byte[Math.multiplyExact(Math.multiplyExact(width, height), channels)];
    }

    /** Adds a pixel of a gray image. */
    public void gray(int value, int opacity) {
        int shown = onBlack(value, opacity);
        out[at++] = (byte) shown;
        see(shown, opacity);
    }

    /** Adds a pixel of a colour image. */
    public void rgb(int red, int green, int blue, int opacity) {
        int r = onBlack(red, opacity);
        int g = onBlack(green, opacity);
        int b = onBlack(blue, opacity);
        out[at++] = (byte) r;
        out[at++] = (byte) g;
        out[at++] = (byte) b;
        see(r << 16 | g << 8 | b, opacity);
    }

    /** Adds a pixel given as ARGB; for a grey image, the colour is a grey. */
    public void argb(int argb) {
        if (channels == 1) {
            gray(argb & 0xff, argb >>> 24);
        } else {
            rgb((argb >> 16) & 0xff, (argb >> 8) & 0xff, argb & 0xff, argb >>> 24);
        }
    }

    /**
     * Returns the image.
     *
     * @throws RefusedException if all pixels are transparent, or if some are and all others have one value: such an image shows only a mask
     */
    public Raster toRaster() throws RefusedException {
        if (!visible) {
            throw new RefusedException(Reason.NO_PICTURE, "image is fully transparent");
        }
        if (transparent && !varied) {
            throw new RefusedException(Reason.NO_PICTURE, "all pixels that are not transparent have one value");
        }
        return new Raster(width, height, channels, out);
    }

    private void see(int shown, int opacity) {
        if (opacity == 0) {
            transparent = true;
        } else if (!visible) {
            visible = true;
            first = shown;
        } else if (shown != first) {
            varied = true;
        }
    }

    private int onBlack(int value, int opacity) {
        return premultiplied || opacity == 255 ? value : (value * opacity + 127) / 255;
    }
}
