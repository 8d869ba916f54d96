package org.robustdx.trainer.evaluate;

import org.robustdx.inference.image.Raster;

/** Measures the similarity of two images: PSNR and SSIM. */
final class ImageQuality {
    private static final double TOP = 255;
    private static final int WINDOW = 11;
    private static final double SIGMA = 1.5;

    /** Constants of the paper, for a range of 1. */
    private static final double C1 = 0.01 * 0.01;

    private static final double C2 = 0.03 * 0.03;

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

    /** Returns the peak signal-to-noise ratio in dB; infinite if the error is 0. */
    static double psnr(double meanSquaredError) {
        return -10 * Math.log10(meanSquaredError);
    }

    /**
     * Returns the structural similarity (Wang et al., IEEE TIP 13(4), 2004, section III-B) of the mean of the channels: Gaussian windows of 11x11
     * with standard deviation 1.5, completely inside the image. Images smaller than the window get a smaller one. The value of identical images is 1.
     */
    static double ssim(Raster a, Raster b) {
        int side = Math.min(WINDOW, Math.min(a.width(), a.height()));
        double[] weights = weights(side);
        double[] x = gray(a);
        double[] y = gray(b);
        double[] mx = windows(x, a.width(), weights);
        double[] my = windows(y, a.width(), weights);
        double[] xx = windows(product(x, x), a.width(), weights);
        double[] yy = windows(product(y, y), a.width(), weights);
        double[] xy = windows(product(x, y), a.width(), weights);
        double sum = 0;
        for (int i = 0; i < mx.length; i++) {
            double means = mx[i] * my[i];
            double squares = mx[i] * mx[i] + my[i] * my[i];
            sum += (2 * means + C1) * (2 * (xy[i] - means) + C2) / ((squares + C1) * (xx[i] + yy[i] - squares + C2));
        }
        return sum / mx.length;
    }

    private static double[] product(double[] x, double[] y) {
        double[] products = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            products[i] = x[i] * y[i];
        }
        return products;
    }

    /** Returns the weighted mean of each window, along the rows first and then along the columns. */
    private static double[] windows(double[] x, int width, double[] weights) {
        int height = x.length / width;
        int across = width - weights.length + 1;
        int down = height - weights.length + 1;
        double[] rows = new double[height * across];
        for (int i = 0; i < rows.length; i++) {
            int from = i / across * width + i % across;
            for (int k = 0; k < weights.length; k++) {
                rows[i] += weights[k] * x[from + k];
            }
        }
        double[] means = new double[down * across];
        for (int i = 0; i < means.length; i++) {
            for (int k = 0; k < weights.length; k++) {
                means[i] += weights[k] * rows[i + k * across];
            }
        }
        return means;
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
