package org.robustdx.inference.image.pixels;

import org.robustdx.inference.image.DecodeResult.Reason;
import org.robustdx.inference.image.Raster;
import org.robustdx.inference.image.RefusedException;

/** Takes the pixels of an image one after the other, composites them on black, and knows whether there is anything to be seen. */
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

    /** @param premultiplied whether the colours come multiplied by their opacity, which makes them those on black */
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

    /** Adds a pixel whose colour is known as ARGB, and is gray where the image is. */
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
     * @throws RefusedException if all of it is transparent, or if what is not has one value everywhere: the edge of a mask is no picture
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
