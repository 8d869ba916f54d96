package org.robustdx.trainer.evaluate;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.robustdx.inference.image.Raster;

/** An image with samples in [0,1], and the changes that scanners, cameras and file formats cause. Immutable: each change returns a new picture. */
public final class Picture {
    private static final double TOP = 255;

    private final int width;
    private final int height;
    private final int channels;
    /** Interleaved, row by row. */
    private final double[] samples;

    /** A change of a picture. */
    interface Change extends UnaryOperator<Picture> {}

    private Picture(int width, int height, int channels, double[] samples) {
        this.width = width;
        this.height = height;
        this.channels = channels;
        this.samples = samples;
    }

    /** Returns the picture of a raster. */
    public static Picture of(Raster raster) {
        byte[] bytes = raster.pixels();
        double[] samples = new double[bytes.length];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (bytes[i] & 0xFF) / TOP;
        }
        return new Picture(raster.width(), raster.height(), raster.channels(), samples);
    }

    /** Returns this picture, rounded to 8 bits per sample. */
    public Raster toRaster() {
        byte[] bytes = new byte[samples.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Math.round(TOP * samples[i]);
        }
        return new Raster(width, height, channels, bytes);
    }

    /** Applies a curve to each sample, and clips the results to [0,1]. */
    Picture tone(DoubleUnaryOperator curve) {
        double[] out = new double[samples.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = clipped(curve.applyAsDouble(samples[i]));
        }
        return with(out);
    }

    /** Applies a Gaussian blur. {@code sigma} is a share of the width. Border pixels are repeated. */
    Picture blur(double sigma) {
        double[] kernel = kernel(sigma * width);
        return with(convolved(convolved(samples, kernel, true), kernel, false));
    }

    /** Adds {@code amount} times the difference to a blurred copy (unsharp mask). */
    Picture sharpen(double sigma, double amount) {
        double[] smooth = blur(sigma).samples;
        double[] out = new double[samples.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = clipped(samples[i] + amount * (samples[i] - smooth[i]));
        }
        return with(out);
    }

    /** Scales around the centre by {@code factor}. Border pixels are repeated. */
    Picture zoom(double factor) {
        return resampled(1 / factor, 0);
    }

    /** Rotates around the centre, clockwise. Border pixels are repeated. */
    Picture rotate(double degrees) {
        return resampled(Math.cos(Math.toRadians(degrees)), Math.sin(Math.toRadians(degrees)));
    }

    /** Encodes and decodes the picture as JPEG. */
    Picture jpeg(double quality) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        try (ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            ImageWriteParam parameters = writer.getDefaultWriteParam();
            parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            parameters.setCompressionQuality((float) quality);
            writer.setOutput(out);
            writer.write(null, new IIOImage(buffered(), null, null), parameters);
            out.flush();
            return ofBuffered(ImageIO.read(new ByteArrayInputStream(bytes.toByteArray())));
        } catch (IOException e) {
            throw new UncheckedIOException("JPEG in memory failed", e);
        } finally {
            writer.dispose();
        }
    }

    private BufferedImage buffered() {
        int type = channels == 1 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_3BYTE_BGR;
        BufferedImage image = new BufferedImage(width, height, type);
        // Straight into the buffer: setRGB on a gray image would convert its levels.
        byte[] data = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
        byte[] bytes = toRaster().pixels();
        for (int i = 0; i < data.length; i++) {
            data[i] = bytes[channels == 1 ? i : i / 3 * 3 + 2 - i % 3];
        }
        return image;
    }

    private Picture ofBuffered(BufferedImage image) {
        double[] out = new double[samples.length];
        int[] pixel = new int[channels];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.getRaster().getPixel(x, y, pixel);
                for (int c = 0; c < channels; c++) {
                    out[(y * width + x) * channels + c] = pixel[c] / TOP;
                }
            }
        }
        return with(out);
    }

    /** Samples the picture at (a·x - b·y, b·x + a·y) around the centre, with bilinear interpolation. */
    private Picture resampled(double a, double b) {
        double cx = (width - 1) / 2.0;
        double cy = (height - 1) / 2.0;
        double[] out = new double[samples.length];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double sx = within(cx + a * (x - cx) + b * (y - cy), width);
                double sy = within(cy - b * (x - cx) + a * (y - cy), height);
                int x0 = (int) sx;
                int y0 = (int) sy;
                int x1 = Math.min(x0 + 1, width - 1);
                int y1 = Math.min(y0 + 1, height - 1);
                for (int c = 0; c < channels; c++) {
                    double top = mixed(sample(y0, x0, c), sample(y0, x1, c), sx - x0);
                    double bottom = mixed(sample(y1, x0, c), sample(y1, x1, c), sx - x0);
                    out[(y * width + x) * channels + c] = mixed(top, bottom, sy - y0);
                }
            }
        }
        return with(out);
    }

    private double[] convolved(double[] in, double[] kernel, boolean alongRows) {
        int radius = kernel.length / 2;
        double[] out = new double[in.length];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                for (int c = 0; c < channels; c++) {
                    double sum = 0;
                    for (int k = -radius; k <= radius; k++) {
                        int atX = alongRows ? Math.max(0, Math.min(width - 1, x + k)) : x;
                        int atY = alongRows ? y : Math.max(0, Math.min(height - 1, y + k));
                        sum += kernel[k + radius] * in[(atY * width + atX) * channels + c];
                    }
                    out[(y * width + x) * channels + c] = sum;
                }
            }
        }
        return out;
    }

    private static double[] kernel(double sigma) {
        int radius = Math.max(1, (int) Math.ceil(3 * sigma));
        double[] kernel = new double[2 * radius + 1];
        double sum = 0;
        for (int k = -radius; k <= radius; k++) {
            kernel[k + radius] = Math.exp(-k * k / (2 * sigma * sigma));
            sum += kernel[k + radius];
        }
        for (int k = 0; k < kernel.length; k++) {
            kernel[k] /= sum;
        }
        return kernel;
    }

    private double sample(int y, int x, int channel) {
        return samples[(y * width + x) * channels + channel];
    }

    private Picture with(double[] others) {
        return new Picture(width, height, channels, others);
    }

    private static double mixed(double a, double b, double share) {
        return a + share * (b - a);
    }

    private static double within(double at, int n) {
        return Math.max(0, Math.min(n - 1.0, at));
    }

    private static double clipped(double value) {
        return Math.max(0, Math.min(1, value));
    }
}
