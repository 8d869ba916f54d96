package org.robustdx.trainer.nn;

/** In which order a batch of images lies in memory. */
public enum Layout {
    /** Images, channels, rows, columns: as ONNX has them. */
    NCHW(1, 2, 3),
    /** Images, rows, columns, channels: as convolutions on a CPU are fastest. */
    NHWC(3, 1, 2);

    private final int channels;
    private final int height;
    private final int width;

    Layout(int channels, int height, int width) {
        this.channels = channels;
        this.height = height;
        this.width = width;
    }

    /** Returns the axis of channels. */
    public int channels() {
        return channels;
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
