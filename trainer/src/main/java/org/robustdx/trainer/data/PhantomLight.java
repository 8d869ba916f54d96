package org.robustdx.trainer.data;

import java.util.Random;

/** The illumination of a phantom: uneven, with the dark rim of a dermatoscope. */
final class PhantomLight {
    private final double slopeX;
    private final double slopeY;
    private final double level;
    private final double rim;
    private final double rimDepth;

    PhantomLight(Random random) {
        double angle = random.nextDouble() * PhantomPainter.TAU;
        double slope = 0.14 * random.nextDouble();
        slopeX = slope * StrictMath.cos(angle);
        slopeY = slope * StrictMath.sin(angle);
        level = 0.88 + 0.2 * random.nextDouble();
        rim = 0.95 + 0.4 * random.nextDouble();
        rimDepth = 0.8 * random.nextDouble();
    }

    double at(double u, double v) {
        double radius = StrictMath.sqrt(u * u + v * v);
        double shade = 1 - rimDepth * PhantomPainter.smooth((radius - rim) / 0.35 + 0.5);
        return (level + slopeX * u + slopeY * v) * shade;
    }
}
