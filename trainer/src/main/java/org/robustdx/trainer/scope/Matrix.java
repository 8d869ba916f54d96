package org.robustdx.trainer.scope;

import java.util.Arrays;

/** An immutable matrix of 32-bit numbers, equal by content. A vector has one row. */
public final class Matrix {
    private final int rows;
    private final int columns;
    private final float[] values;

    /**
     * Creates a matrix.
     *
     * @param values row by row
     */
    public Matrix(int rows, int columns, float[] values) {
        if (rows < 1 || columns < 1 || values.length != rows * columns) {
            throw new IllegalArgumentException(
                    "values: " + values.length + " (expected: " + rows + " x " + columns + ", both at least 1)");
        }
        for (float value : values) {
            if (!Float.isFinite(value)) {
                throw new IllegalArgumentException("values: " + value + " (expected: finite numbers)");
            }
        }
        this.rows = rows;
        this.columns = columns;
        this.values = values.clone();
    }

    /** Returns a matrix of one row. */
    static Matrix vector(double[] values) {
        return of(new double[][] {values});
    }

    /** Returns a matrix of these rows, rounded to 32 bits. */
    static Matrix of(double[][] rows) {
        int columns = rows[0].length;
        float[] values = new float[rows.length * columns];
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < columns; j++) {
                values[i * columns + j] = (float) rows[i][j];
            }
        }
        return new Matrix(rows.length, columns, values);
    }

    public int rows() {
        return rows;
    }

    public int columns() {
        return columns;
    }

    /** Returns a copy of the values, row by row. */
    public float[] values() {
        return values.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Matrix that
                && rows == that.rows
                && columns == that.columns
                && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * rows + columns) + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return rows + "x" + columns;
    }
}
