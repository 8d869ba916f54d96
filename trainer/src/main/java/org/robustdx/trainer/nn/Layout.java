package org.robustdx.trainer.nn;

/** Memory layout of a batch of images. */
public enum Layout {
    /** Images, channels, rows, columns; used by ONNX. */
    NCHW(1, 2, 3),
    /** Images, rows, columns, channels; fastest for convolutions on a CPU. */
    NHWC(3, 1, 2);

    private final int channels;
    private final int height;
    private final int width;

    Layout(int channels, int height, int width) {
        this.channels = channels;
        this.height = height;
        this.width = width;
    }

    /** Returns the index of the channel axis. */
    public int channels() {
        return channels;
    }

    /** Returns the index of the row axis. */
    public int height() {
        return height;
    }

    /** Returns the index of the column axis. */
    public int width() {
        return width;
    }
}
