package org.robustdx.trainer.attack;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Iterator;

/**
 * Limited-memory BFGS (Nocedal and Wright, Numerical Optimization, 2006, algorithm 7.4) for one row of numbers in
 * [0,1]. Steps are projected onto [0,1]; numbers at a bound against which the gradient pushes them are excluded from
 * the step (as in Bertsekas' projected Newton method, 1982).
 *
 * <p>The caller evaluates the function: it asks for a {@link #trial} point and passes value and gradient to
 * {@link #tell}, until the minimiser is {@link #stuck}. So a batch of minimisers can share one pass through the model.
 * No point is evaluated twice in a row.
 */
final class BoxLbfgs {
    private static final int MEMORY = 10;
    private static final double SUFFICIENT = 1e-4;
    private static final double SHORTEST = 1e-8;

    private record Pair(float[] move, float[] turn, double curvature) {}

    private final ArrayDeque<Pair> memory = new ArrayDeque<>();
    private float[] x;
    private float[] gradient = {};
    private double value = Double.NaN;
    private float[] direction = {};
    private float[] trial;
    private double length;
    private boolean stuck;

    BoxLbfgs(float[] start) {
        x = start.clone();
        trial = x;
    }

    /** Returns whether no point is left to evaluate: the gradient leads nowhere, or no step along it decreases the value. */
    boolean stuck() {
        return stuck;
    }

    /** Returns the point to evaluate next, unless the minimiser is {@link #stuck}. */
    float[] trial() {
        return trial;
    }

    /**
     * Receives value and gradient at {@link #trial}. Moves there if the value decreases sufficiently, otherwise halves
     * the step.
     *
     * @return whether it moved
     */
    boolean tell(double valueThere, float[] gradientThere) {
        if (gradient.length == 0) {
            move(valueThere, gradientThere);
            return true;
        }
        double promised = Rows.dot(gradient, Rows.minus(trial, x));
        if (valueThere <= value + SUFFICIENT * promised && promised < 0) {
            remember(Rows.minus(trial, x), Rows.minus(gradientThere, gradient));
            move(valueThere, gradientThere);
            return true;
        }
        shorten();
        return false;
    }

    /** Halves the step until it leads to another point. If there is none, starts again without the memory. */
    private void shorten() {
        float[] rejected = trial;
        while (length > SHORTEST && Arrays.equals(trial, rejected)) {
            length /= 2;
            trial = along();
        }
        if (Arrays.equals(trial, rejected) || Arrays.equals(trial, x)) {
            restart();
        }
    }

    /** Aims along the gradient itself. Without memory, this was the last direction to try. */
    private void restart() {
        if (memory.isEmpty()) {
            stuck = true;
        } else {
            memory.clear();
            aim();
        }
    }

    private void move(double valueThere, float[] gradientThere) {
        x = trial;
        value = valueThere;
        gradient = gradientThere.clone();
        aim();
    }

    private void remember(float[] move, float[] turn) {
        double curvature = Rows.dot(move, turn);
        if (curvature > 1e-12 * Rows.dot(turn, turn)) {
            memory.addLast(new Pair(move, turn, curvature));
            if (memory.size() > MEMORY) {
                memory.removeFirst();
            }
        }
    }

    /** Computes the quasi-Newton direction and the next trial point. */
    private void aim() {
        float[] q = free(gradient);
        double[] share = new double[memory.size()];
        int at = memory.size();
        for (Iterator<Pair> pairs = memory.descendingIterator(); pairs.hasNext(); ) {
            Pair pair = pairs.next();
            share[--at] = Rows.dot(pair.move, q) / pair.curvature;
            Rows.add(q, -share[at], pair.turn);
        }
        Pair latest = memory.peekLast();
        double steepness = Math.sqrt(Rows.dot(gradient, gradient));
        // Without information about the curvature, the first step has length 1, the whole range of one pixel.
        double scale = latest != null
                ? latest.curvature / Rows.dot(latest.turn, latest.turn)
                : steepness > 0 ? 1 / steepness : 0;
        float[] step = new float[q.length];
        Rows.add(step, scale, q);
        for (Pair pair : memory) {
            double correction = share[at++] - Rows.dot(pair.turn, step) / pair.curvature;
            Rows.add(step, correction, pair.move);
        }
        direction = free(step);
        if (Rows.dot(direction, gradient) <= 0 && latest != null) {
            memory.clear();
            aim();
            return;
        }
        length = 1;
        trial = along();
        if (Arrays.equals(trial, x)) {
            restart();
        }
    }

    private float[] along() {
        float[] there = x.clone();
        Rows.add(there, -length, direction);
        for (int i = 0; i < there.length; i++) {
            there[i] = Math.max(0, Math.min(1, there[i]));
        }
        return there;
    }

    /** Returns a copy in which numbers at a bound are 0 if descent would push them against that bound. */
    private float[] free(float[] numbers) {
        float[] free = numbers.clone();
        for (int i = 0; i < free.length; i++) {
            if ((x[i] <= 0 && gradient[i] > 0) || (x[i] >= 1 && gradient[i] < 0)) {
                free[i] = 0;
            }
        }
        return free;
    }
}
