package org.robustdx.trainer.data;

import java.util.Arrays;
import java.util.Random;
import org.robustdx.inference.image.Raster;

/** Paints one phantom: skin, lesion, hairs, light, sensor. Lengths are in half sides: the image spans -1 to 1. */
final class PhantomPainter {
    static final double TAU = 2 * StrictMath.PI;
    private static final int OUTLINE = 512;
    private static final double[] COS = new double[OUTLINE];
    private static final double[] SIN = new double[OUTLINE];

    /** Normal deviates to choose from. Drawing new ones for each pixel would take longer than everything else. */
    private static final float[] DEVIATES = new float[4096];

    static {
        Random random = new Random(1);
        for (int i = 0; i < DEVIATES.length; i++) {
            DEVIATES[i] = (float) random.nextGaussian();
        }
        for (int i = 0; i < OUTLINE; i++) {
            COS[i] = StrictMath.cos(TAU * i / OUTLINE);
            SIN[i] = StrictMath.sin(TAU * i / OUTLINE);
        }
    }

    /** Lowest frequency around the outline that makes a border irregular. Frequencies 1 to 3 make it asymmetric. */
    private static final int LOW = 4;

    private static final int HIGH = 9;

    /** Absorption of red, green and blue by melanin. */
    private static final double[] MELANIN = {0.75, 1.25, 1.65};

    private static final double[] BLUE_GREY = {0.36, 0.40, 0.50};
    private static final double[] RED = {0.72, 0.30, 0.27};
    private static final double[] PALE_SKIN = {0.93, 0.79, 0.70};
    private static final double[] TAN_SKIN = {0.76, 0.56, 0.44};

    private final int size;
    private final Random random;

    PhantomPainter(int size, Random random) {
        this.size = size;
        this.random = random;
    }

    Raster paint(PhantomTraits traits) {
        double border = clamp(traits.border());
        double asymmetry = clamp(traits.asymmetry());
        double variegation = clamp(traits.variegation());
        double network = clamp(traits.network());

        double centreX = between(-0.12, 0.12);
        double centreY = between(-0.12, 0.12);
        double[] outline = outline(between(0.46, 0.66), border, asymmetry);
        double softness = between(0.05, 0.12);
        double widest = Arrays.stream(outline).max().orElseThrow();
        double density = between(0.55, 0.95);
        double lean = random.nextDouble() * TAU;
        double leanX = StrictMath.cos(lean) * asymmetry * 0.7;
        double leanY = StrictMath.sin(lean) * asymmetry * 0.7;
        Patches black = new Patches(random, 5);
        Patches blue = new Patches(random, 4);
        Patches red = new Patches(random, 4);
        Patches mottle = new Patches(random, 12);
        Network net = new Network(random);
        double[] skin = skin();
        PhantomLight light = new PhantomLight(random);
        float[] hairs = hairs();
        double hairTone = between(0.08, 0.3);
        double noise = between(0.012, 0.035);

        byte[] pixels = new byte[size * size * 3];
        double[] colour = new double[3];
        for (int y = 0; y < size; y++) {
            double v = (2 * y + 1.0) / size - 1;
            for (int x = 0; x < size; x++) {
                double u = (2 * x + 1.0) / size - 1;
                double px = u - centreX;
                double py = v - centreY;
                double distance = StrictMath.sqrt(px * px + py * py);
                double radius = distance > 1.2 * widest ? widest : outline[direction(px, py)];
                double depth = 1 - distance / radius;
                double inside = smooth(0.5 + depth / (2 * softness));
                double grain = mottle.at(u, v);
                if (inside > 0) {
                    double melanin = density * (0.75 + 0.25 * smooth(depth * 2)) + 0.10 * grain;
                    melanin += (leanX * px + leanY * py) / radius;
                    melanin += network * 0.75 * net.at(px, py) * smooth(depth * 5);
                    melanin += variegation * 1.5 * smooth(black.at(u, v) * 2.2 - 0.35);
                    double blueShare = 0.85 * variegation * smooth(blue.at(u, v) * 2.4 - 0.45);
                    double redShare = 0.75 * variegation * smooth(red.at(u, v) * 2.4 - 0.45);
                    for (int c = 0; c < 3; c++) {
                        double lesion = skin[c] * StrictMath.exp(-MELANIN[c] * StrictMath.max(0.05, melanin));
                        lesion += (BLUE_GREY[c] - lesion) * blueShare;
                        lesion += (RED[c] - lesion) * redShare;
                        colour[c] = skin[c] + (lesion - skin[c]) * inside;
                    }
                } else {
                    System.arraycopy(skin, 0, colour, 0, 3);
                }
                double brightness = light.at(u, v) * (1 + 0.03 * grain);
                double hair = hairs[y * size + x];
                for (int c = 0; c < 3; c++) {
                    double value = colour[c] + (hairTone - colour[c]) * hair;
                    value = value * brightness + noise * DEVIATES[random.nextInt(DEVIATES.length)];
                    pixels[(y * size + x) * 3 + c] = (byte) StrictMath.round(255 * clamp(value));
                }
            }
        }
        return new Raster(size, size, 3, pixels);
    }

    /** Distance from the centre to the border for each of {@link #OUTLINE} directions. */
    private double[] outline(double radius, double border, double asymmetry) {
        double stretch = between(1, 1.3);
        int turn = random.nextInt(OUTLINE);
        // Unit energy: how large the waves are is for the traits to say, not for chance.
        double[] rough = waves(HIGH - LOW + 1);
        double[] lopsided = waves(3);
        double[] outline = new double[OUTLINE];
        for (int i = 0; i < OUTLINE; i++) {
            double cos = COS[(i + turn) % OUTLINE];
            double sin = SIN[(i + turn) % OUTLINE];
            double ellipse = radius / StrictMath.sqrt(cos * cos / stretch + sin * sin * stretch);
            double bumps = 0.17 * border * sum(rough, LOW, i) + 0.26 * asymmetry * sum(lopsided, 1, i);
            outline[i] = StrictMath.max(0.1, ellipse * (1 + bumps));
        }
        return outline;
    }

    /** Amplitudes of {@code n} cosines and {@code n} sines whose squares add up to 1. */
    private double[] waves(int n) {
        double[] waves = new double[2 * n];
        double energy = 0;
        for (int i = 0; i < waves.length; i++) {
            waves[i] = random.nextGaussian();
            energy += waves[i] * waves[i];
        }
        for (int i = 0; i < waves.length; i++) {
            waves[i] /= StrictMath.sqrt(energy);
        }
        return waves;
    }

    private static double sum(double[] waves, int lowest, int direction) {
        double sum = 0;
        for (int i = 0; i < waves.length / 2; i++) {
            int phase = (lowest + i) * direction % OUTLINE;
            sum += waves[2 * i] * COS[phase] + waves[2 * i + 1] * SIN[phase];
        }
        return sum;
    }

    private static int direction(double x, double y) {
        double turns = StrictMath.atan2(y, x) / TAU;
        return Math.floorMod((int) StrictMath.floor(turns * OUTLINE), OUTLINE);
    }

    private double[] skin() {
        double tan = random.nextDouble();
        double flush = between(-0.04, 0.04);
        double[] skin = new double[3];
        for (int c = 0; c < 3; c++) {
            skin[c] = PALE_SKIN[c] + (TAN_SKIN[c] - PALE_SKIN[c]) * tan - (c == 0 ? 0 : flush);
        }
        return skin;
    }

    /** Returns the share of each pixel that hairs cover, 0 to 1: a few curved strokes, in two of three images. */
    private float[] hairs() {
        float[] cover = new float[size * size];
        int count = StrictMath.max(0, random.nextInt(9) - 3);
        for (int i = 0; i < count; i++) {
            double x0 = between(-1.2, 1.2);
            double y0 = between(-1.2, 1.2);
            double angle = random.nextDouble() * TAU;
            double length = between(0.8, 2);
            double bend = between(-0.5, 0.5);
            double thick = between(0.012, 0.024) * size / 2;
            int steps = 2 * size;
            for (int s = 0; s <= steps; s++) {
                double t = (double) s / steps;
                double along = t * length;
                double aside = bend * t * (1 - t) * length;
                double x = x0 + along * StrictMath.cos(angle) - aside * StrictMath.sin(angle);
                double y = y0 + along * StrictMath.sin(angle) + aside * StrictMath.cos(angle);
                stamp(cover, (x + 1) * size / 2 - 0.5, (y + 1) * size / 2 - 0.5, thick);
            }
        }
        return cover;
    }

    private void stamp(float[] cover, double x, double y, double radius) {
        int reach = (int) StrictMath.ceil(radius + 1);
        int cx = (int) StrictMath.round(x);
        int cy = (int) StrictMath.round(y);
        for (int j = StrictMath.max(0, cy - reach); j <= StrictMath.min(size - 1, cy + reach); j++) {
            for (int i = StrictMath.max(0, cx - reach); i <= StrictMath.min(size - 1, cx + reach); i++) {
                double distance = StrictMath.sqrt((i - x) * (i - x) + (j - y) * (j - y));
                float part = (float) (0.85 * clamp(radius + 0.5 - distance));
                cover[j * size + i] = StrictMath.max(cover[j * size + i], part);
            }
        }
    }

    private double between(double low, double high) {
        return low + (high - low) * random.nextDouble();
    }

    private static double clamp(double x) {
        return StrictMath.min(1, StrictMath.max(0, x));
    }

    /** Returns a smooth step from 0 to 1 over the values from 0 to 1. */
    static double smooth(double x) {
        double t = clamp(x);
        return t * t * (3 - 2 * t);
    }

    /** Smooth random patches, about -1 to 1: random values on a grid, smoothly interpolated. */
    private static final class Patches {
        private final int cells;
        private final double[] values;

        Patches(Random random, int cells) {
            this.cells = cells;
            this.values = new double[(cells + 1) * (cells + 1)];
            for (int i = 0; i < values.length; i++) {
                values[i] = 2 * random.nextDouble() - 1;
            }
        }

        double at(double u, double v) {
            double x = (u + 1) / 2 * cells;
            double y = (v + 1) / 2 * cells;
            int i = StrictMath.min(cells - 1, (int) x);
            int j = StrictMath.min(cells - 1, (int) y);
            double fx = smooth(x - i);
            double fy = smooth(y - j);
            int at = j * (cells + 1) + i;
            double top = values[at] + (values[at + 1] - values[at]) * fx;
            int below = at + cells + 1;
            double bottom = values[below] + (values[below + 1] - values[below]) * fx;
            return top + (bottom - top) * fy;
        }
    }

    /** The honeycomb of a pigment network: three plane waves at 60 degrees, bent a little; about -0.5 to 0.5. */
    private static final class Network {
        private final double[] waveX = new double[3];
        private final double[] waveY = new double[3];
        private final Patches bendX;
        private final Patches bendY;

        Network(Random random) {
            double turn = random.nextDouble() * TAU;
            double frequency = TAU * (3.6 + random.nextDouble());
            for (int k = 0; k < 3; k++) {
                waveX[k] = frequency * StrictMath.cos(turn + k * TAU / 3);
                waveY[k] = frequency * StrictMath.sin(turn + k * TAU / 3);
            }
            bendX = new Patches(random, 5);
            bendY = new Patches(random, 5);
        }

        double at(double x, double y) {
            double u = x + 0.07 * bendX.at(x, y);
            double v = y + 0.07 * bendY.at(x, y);
            double sum = 0;
            for (int k = 0; k < 3; k++) {
                sum += StrictMath.cos(waveX[k] * u + waveY[k] * v);
            }
            return 0.5 - smooth((sum + 1.5) / 2.6);
        }
    }
}
