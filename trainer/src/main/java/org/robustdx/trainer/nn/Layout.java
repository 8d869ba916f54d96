package org.robustdx.trainer.nn;

/** In which order a batch of images lies in memory. */
public enum Layout {
    /** Images, channels, rows, columns: as ONNX has them. */
    NCHW(2, 3),
    /** Images, rows, columns, channels: as convolutions on a CPU are fastest. */
    NHWC(1, 2);

    private final int height;
    private final int width;

    Layout(int height, int width) {
        this.height = height;
        this.width = width;
    }

    /** Returns the axis of rows. */
    public int height() {
        return height;
    }

    /** Returns the axis of columns. */
    public int width() {
        return width;
    }
}
