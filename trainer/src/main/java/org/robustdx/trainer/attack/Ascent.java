package org.robustdx.trainer.attack;

/**
 * Steps of fixed size up a loss, each projected back into the budget and into [0,1]; every point on the way is offered to the search.
 *
 * @param loss to drive up
 * @param steps how many
 * @param stepSize length of a step in the budget's norm
 * @param decay share of the direction that each step keeps from those before (momentum), 0 for none
 */
record Ascent(Losses loss, int steps, double stepSize, double decay) {

    /** Climbs from {@code x}, which is within the budget and changes; {@code targets} are for a loss that has them. */
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

    /** Dong et al., eq. 6: gradients are brought to the same mean absolute value first, so that none outweighs the others. */
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
