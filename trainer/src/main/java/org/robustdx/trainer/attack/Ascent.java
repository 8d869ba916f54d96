package org.robustdx.trainer.attack;

/**
 * Gradient ascent with steps of fixed size. Each step is projected onto the budget and onto [0,1]. Every intermediate
 * point is offered to the search.
 *
 * @param loss loss to maximise
 * @param steps number of steps
 * @param stepSize length of a step in the budget's norm
 * @param decay weight of the previous steps' direction (momentum); 0 for none
 */
record Ascent(Losses loss, int steps, double stepSize, double decay) {

    /**
     * Runs the ascent.
     *
     * @param x starting points, within the budget; modified
     * @param targets target classes, for losses that have one
     */
    void run(Search search, int[] rows, float[][] x, int[] targets) {
        if (rows.length == 0) {
            return;
        }
        int[] labels = search.labels(rows);
        float[][] towards = new float[rows.length][x[0].length];
        float[] direction = new float[x[0].length];
        for (int step = 0; step < steps; step++) {
            Oracle.Slope slope = search.oracle().slope(x, loss, labels, targets);
            search.offer(rows, x, slope.logits());
            for (int i = 0; i < rows.length; i++) {
                accumulate(towards[i], slope.byPixels()[i]);
                search.norm().steepest(towards[i], direction);
                Rows.add(x[i], stepSize, direction);
            }
            search.project(rows, x);
        }
        search.offer(rows, x, search.oracle().logits(x));
    }

    /**
     * Adds a gradient to the momentum (Dong et al., eq. 6). Gradients are normalised to the same L1 norm first, so that
     * none dominates.
     */
    private void accumulate(float[] towards, float[] gradient) {
        double length = Norm.LINF.dualLength(gradient);
        if (decay == 0 || !(length > 0)) {
            System.arraycopy(gradient, 0, towards, 0, gradient.length);
            return;
        }
        for (int i = 0; i < towards.length; i++) {
            towards[i] = (float) (decay * towards[i] + gradient[i] / length);
        }
    }
}
