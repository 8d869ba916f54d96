package org.robustdx.inference.image.jpegls;

import java.util.Arrays;
import org.robustdx.inference.image.DecodeResult.Reason;
import org.robustdx.inference.image.RefusedException;

/** Decodes the lines of a scan (ITU-T T.87, annex A), into the samples of an image whose components stand side by side. */
final class Scan {
    private final int[] samples;
    private final int width;
    private final int height;
    private final int components;
    private final int[] parts;
    private final int near;
    private final ScanBits bits;
    private final Contexts contexts;
    /** By part: the line above and the line that is decoded, each with one sample more at both ends. */
    private final int[][] above;

    private final int[][] lines;
    private final int[] runIndexes;

    /** @param parts the components that the scan holds */
    Scan(int[] samples, int width, int height, int components, int[] parts, Preset preset, ScanBits bits) {
        this.samples = samples;
        this.width = width;
        this.height = height;
        this.components = components;
        this.parts = parts.clone();
        this.near = preset.near();
        this.bits = bits;
        contexts = new Contexts(bits, preset);
        above = new int[parts.length][width + 2];
        lines = new int[parts.length][width + 2];
        runIndexes = new int[parts.length];
    }

    /**
     * Decodes all lines.
     *
     * @param together whether the samples of a pixel are coded together, not line by line
     * @throws RefusedException if there are less or more data than the lines take
     */
    void decode(boolean together) throws RefusedException {
        for (int y = 0; y < height; y++) {
            if (Thread.currentThread().isInterrupted()) {
                throw new RefusedException(Reason.TIMEOUT, "decoding was interrupted");
            }
            for (int p = 0; p < parts.length; p++) {
                lines[p][0] = above[p][1];
                above[p][width + 1] = above[p][width];
            }
            if (together) {
                pixels();
            } else {
                for (int p = 0; p < parts.length; p++) {
                    line(p);
                }
            }
            if (bits.exhausted()) {
                throw damaged("the data break off in line " + (y + 1) + " of " + height);
            }
            for (int p = 0; p < parts.length; p++) {
                int o = y * width * components + parts[p];
                for (int x = 1; x <= width; x++, o += components) {
                    samples[o] = lines[p][x];
                }
                int[] done = lines[p];
                lines[p] = above[p];
                above[p] = done;
            }
        }
        if (!bits.finished()) {
            throw damaged("a scan holds more data than its lines take");
        }
    }

    private void line(int p) {
        int[] up = above[p];
        int[] line = lines[p];
        int x = 1;
        while (x <= width) {
            int context = contexts.of(up[x + 1] - up[x], up[x] - up[x - 1], up[x - 1] - line[x - 1]);
            if (context != 0) {
                line[x] = contexts.regular(context, line[x - 1], up[x], up[x - 1]);
                x++;
                continue;
            }
            int run = run(p, width + 1 - x);
            Arrays.fill(line, x, x + run, line[x - 1]);
            x += run;
            if (x <= width) {
                int left = line[x - 1];
                line[x] = contexts.interruption(Math.abs(left - up[x]) <= near, left, up[x], runIndexes[p]);
                runIndexes[p] = Math.max(0, runIndexes[p] - 1);
                x++;
            }
        }
    }

    private void pixels() {
        int[] found = new int[parts.length];
        int x = 1;
        while (x <= width) {
            int any = 0;
            for (int p = 0; p < parts.length; p++) {
                int[] up = above[p];
                found[p] = contexts.of(up[x + 1] - up[x], up[x] - up[x - 1], up[x - 1] - lines[p][x - 1]);
                any |= found[p];
            }
            if (any != 0) {
                for (int p = 0; p < parts.length; p++) {
                    // Context 0 too, if another component of the pixel has gradients.
                    lines[p][x] = contexts.regular(found[p], lines[p][x - 1], above[p][x], above[p][x - 1]);
                }
                x++;
                continue;
            }
            int run = run(0, width + 1 - x);
            for (int p = 0; p < parts.length; p++) {
                Arrays.fill(lines[p], x, x + run, lines[p][x - 1]);
            }
            x += run;
            if (x <= width) {
                for (int p = 0; p < parts.length; p++) {
                    lines[p][x] = contexts.interruption(false, lines[p][x - 1], above[p][x], runIndexes[0]);
                }
                runIndexes[0] = Math.max(0, runIndexes[0] - 1);
                x++;
            }
        }
    }

    /** Reads the length of a run, at most {@code most} samples to the end of the line. */
    private int run(int p, int most) {
        int length = 0;
        while (bits.read(1) == 1) {
            int whole = 1 << Contexts.runBits(runIndexes[p]);
            if (whole > most - length) {
                return most;
            }
            length += whole;
            runIndexes[p] = Contexts.longer(runIndexes[p]);
            if (length == most) {
                return most;
            }
        }
        return Math.min(most, length + bits.read(Contexts.runBits(runIndexes[p])));
    }

    private static RefusedException damaged(String what) {
        return new RefusedException(Reason.CORRUPT, "damaged: " + what);
    }
}
