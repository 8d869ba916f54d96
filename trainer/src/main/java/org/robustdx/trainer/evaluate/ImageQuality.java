package org.robustdx.trainer.evaluate;

import org.robustdx.inference.image.Raster;

/** How close an image is to another, by the two usual measures. */
final class ImageQuality {
    private static final double TOP = 255;
    private static final int WINDOW = 11;
    private static final double SIGMA = 1.5;

    private ImageQuality() {}

    /** Returns the mean squared error, of samples in [0,1]. */
    static double meanSquaredError(Raster a, Raster b) {
        byte[] x = a.pixels();
        byte[] y = b.pixels();
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            double difference = ((x[i] & 0xFF) - (y[i] & 0xFF)) / TOP;
            sum += difference * difference;
        }
        return sum / x.length;
    }

    /** Returns the peak signal-to-noise ratio in dB; infinite where there is no error. */
    static double psnr(double meanSquaredError) {
        return -10 * Math.log10(meanSquaredError);
    }

    /**
     * Returns the structural similarity (Wang et al., IEEE TIP 13(4), 2004, section III-B) of the mean of the channels: Gaussian windows of 11x11
     * with standard deviation 1.5, wholly inside the image; smaller images have smaller windows. 1 is the same.
     */
    static double ssim(Raster a, Raster b) {
        double[] x = gray(a);
        double[] y = gray(b);
        int side = Math.min(WINDOW, Math.min(a.width(), a.height()));
        double[] weights = weights(side);
        double sum = 0;
        int windows = 0;
        for (int top = 0; top + side <= a.height(); top++) {
            for (int left = 0; left + side <= a.width(); left++) {
                sum += similarity(x, y, a.width(), top, left, weights);
                windows++;
            }
        }
        return sum / windows;
    }

    private static double similarity(double[] x, double[] y, int width, int top, int left, double[] weights) {
        double mx = 0;
        double my = 0;
        double xx = 0;
        double yy = 0;
        double xy = 0;
        for (int i = 0; i < weights.length; i++) {
            int row = (top + i) * width + left;
            for (int j = 0; j < weights.length; j++) {
                double w = weights[i] * weights[j];
                double p = x[row + j];
                double q = y[row + j];
                mx += w * p;
                my += w * q;
                xx += w * p * p;
                yy += w * q * q;
                xy += w * p * q;
            }
        }
        double c1 = 0.01 * 0.01;
        double c2 = 0.03 * 0.03;
        return (2 * mx * my + c1)
                * (2 * (xy - mx * my) + c2)
                / ((mx * mx + my * my + c1) * (xx - mx * mx + yy - my * my + c2));
    }

    private static double[] weights(int side) {
        double[] weights = new double[side];
        double sum = 0;
        for (int i = 0; i < side; i++) {
            double at = i - (side - 1) / 2.0;
            weights[i] = Math.exp(-at * at / (2 * SIGMA * SIGMA));
            sum += weights[i];
        }
        for (int i = 0; i < side; i++) {
            weights[i] /= sum;
        }
        return weights;
    }

    private static double[] gray(Raster image) {
        byte[] pixels = image.pixels();
        double[] gray = new double[image.width() * image.height()];
        for (int i = 0; i < pixels.length; i++) {
            gray[i / image.channels()] += (pixels[i] & 0xFF) / (TOP * image.channels());
        }
        return gray;
    }
}
