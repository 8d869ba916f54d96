package org.robustdx.trainer.attack;

import java.util.SplittableRandom;

/** Generates the candidates of the Square attack for one image. */
abstract class SquareProposals {
    final float[] clean;
    final int channels;
    final int height;
    final int width;
    final double radius;
    final SplittableRandom random;
    private float[] current;
    private boolean begun;

    private SquareProposals(float[] clean, int[] shape, double radius, SplittableRandom random) {
        this.clean = clean;
        channels = shape[0];
        height = shape[1];
        width = shape[2];
        this.radius = radius;
        this.random = random;
        current = clean;
    }

    /**
     * Returns a generator for one image.
     *
     * @param shape C, H and W
     */
    static SquareProposals of(Norm norm, float[] clean, int[] shape, double radius, SplittableRandom random) {
        return switch (norm) {
            case LINF -> new Linf(clean, shape, radius, random);
            case L2 -> new L2(clean, shape, radius, random);
        };
    }

    /**
     * Returns a new candidate, which differs from the current point in a window with the share {@code area} of the
     * image. The first candidate changes the whole image.
     */
    float[] propose(double area) {
        if (!begun) {
            begun = true;
            return start();
        }
        return change(current.clone(), area);
    }

    /** Makes a candidate the current point. */
    void accept(float[] x) {
        current = x;
    }

    abstract float[] start();

    abstract float[] change(float[] x, double area);

    int sign() {
        return random.nextBoolean() ? 1 : -1;
    }

    int at(int channel, int row, int column) {
        return (channel * height + row) * width + column;
    }

    /**
     * L-inf: each sample is at one end of its range. Starts with vertical stripes, then changes squares with one sign
     * per channel (algorithm 2).
     */
    private static final class Linf extends SquareProposals {
        Linf(float[] clean, int[] shape, double radius, SplittableRandom random) {
            super(clean, shape, radius, random);
        }

        @Override
        float[] start() {
            float[] x = clean.clone();
            for (int c = 0; c < channels; c++) {
                for (int column = 0; column < width; column++) {
                    fill(x, c, 0, column, height, 1);
                }
            }
            return x;
        }

        @Override
        float[] change(float[] x, double area) {
            int side = (int) Math.round(Math.sqrt(area * height * width));
            side = Math.max(1, Math.min(side, Math.min(height, width)));
            int top = random.nextInt(height - side + 1);
            int left = random.nextInt(width - side + 1);
            for (int c = 0; c < channels; c++) {
                fill(x, c, top, left, side, side);
            }
            return x;
        }

        private void fill(float[] x, int channel, int top, int left, int rows, int columns) {
            double change = sign() * radius;
            for (int row = top; row < top + rows; row++) {
                for (int column = left; column < left + columns; column++) {
                    int i = at(channel, row, column);
                    x[i] = (float) (clean[i] + change);
                }
            }
        }
    }

    /**
     * L2: spreads the length of the change over bumps. Each step moves the length of two windows into one (algorithm
     * 3).
     */
    private static final class L2 extends SquareProposals {
        private static final int TILES = 5;
        private static final double TINY = 1e-12;

        L2(float[] clean, int[] shape, double radius, SplittableRandom random) {
            super(clean, shape, radius, random);
        }

        @Override
        float[] start() {
            float[] change = new float[clean.length];
            int side = Math.max(1, Math.min(height, width) / TILES);
            for (int top = 0; top + side <= height; top += side) {
                for (int left = 0; left + side <= width; left += side) {
                    double[] bumps = bumps(side);
                    for (int c = 0; c < channels; c++) {
                        int sign = sign();
                        for (int i = 0; i < bumps.length; i++) {
                            change[at(c, top + i / side, left + i % side)] = (float) (sign * bumps[i]);
                        }
                    }
                }
            }
            return stretched(change);
        }

        @Override
        float[] change(float[] x, double area) {
            float[] change = Rows.minus(x, clean);
            int largest = Math.min(height, width);
            int side = Math.min(largest, Math.max(3, (int) Math.round(Math.sqrt(area * height * width))) | 1);
            int[] to = window(side);
            int[] from = window(side);
            double total = Rows.dot(change, change);
            double there = squared(change, to, side);
            double[] bumps = bumps(side);
            float[] fresh = new float[channels * side * side];
            for (int c = 0; c < channels; c++) {
                int sign = sign();
                for (int i = 0; i < bumps.length; i++) {
                    double old = change[at(c, to[0] + i / side, to[1] + i % side)] / (TINY + Math.sqrt(there));
                    fresh[c * bumps.length + i] = (float) (sign * bumps[i] / Math.sqrt(channels) + old);
                }
            }
            clear(change, to, side);
            clear(change, from, side);
            double free = total - Rows.dot(change, change) + Math.max(0, radius * radius - total);
            double scale = Math.sqrt(free) / (TINY + Math.sqrt(Rows.dot(fresh, fresh)));
            for (int c = 0; c < channels; c++) {
                for (int i = 0; i < bumps.length; i++) {
                    change[at(c, to[0] + i / side, to[1] + i % side)] = (float) (scale * fresh[c * bumps.length + i]);
                }
            }
            return stretched(change);
        }

        private float[] stretched(float[] change) {
            double length = Math.sqrt(Rows.dot(change, change));
            float[] x = clean.clone();
            Rows.add(x, radius / (TINY + length), change);
            return x;
        }

        private int[] window(int side) {
            return new int[] {random.nextInt(height - side + 1), random.nextInt(width - side + 1)};
        }

        private double squared(float[] change, int[] corner, int side) {
            double sum = 0;
            for (int c = 0; c < channels; c++) {
                for (int i = 0; i < side * side; i++) {
                    double value = change[at(c, corner[0] + i / side, corner[1] + i % side)];
                    sum += value * value;
                }
            }
            return sum;
        }

        private void clear(float[] change, int[] corner, int side) {
            for (int c = 0; c < channels; c++) {
                for (int i = 0; i < side * side; i++) {
                    change[at(c, corner[0] + i / side, corner[1] + i % side)] = 0;
                }
            }
        }

        /** Returns a hill and a hollow side by side, with a total length of 1 (section 3.3, eq. 2). */
        private double[] bumps(int side) {
            double[] bumps = new double[side * side];
            boolean turned = random.nextBoolean();
            int half = side / 2;
            double sum = 0;
            for (int row = 0; row < side; row++) {
                boolean first = row < half;
                double value = 0;
                for (int column = 0; column < side; column++) {
                    value = first ? hill(row, column, half, side) : -hill(row - half, column, side - half, side);
                    bumps[turned ? column * side + row : row * side + column] = value;
                    sum += value * value;
                }
            }
            for (int i = 0; i < bumps.length; i++) {
                bumps[i] /= Math.sqrt(sum);
            }
            return bumps;
        }

        /**
         * Returns the height of nested rectangles around the centre: the m-th from inside adds 1/m² to all samples in
         * it.
         */
        private static double hill(int row, int column, int rows, int columns) {
            int layers = Math.max(rows, columns) / 2 + 1;
            double height = 0;
            for (int m = 1; m <= layers; m++) {
                boolean inside = Math.abs(row - rows / 2) < m && Math.abs(column - columns / 2) < m;
                height += inside ? 1.0 / (m * m) : 0;
            }
            return height;
        }
    }
}
