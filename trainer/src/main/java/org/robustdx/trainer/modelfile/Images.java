package org.robustdx.trainer.modelfile;

import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.robustdx.trainer.data.Dataset;

/** Images between datasets (bytes, HWC) and graphs. */
public final class Images {
    private Images() {}

    /** Returns the images at {@code indexes} as uint8 {@code [n,H,W,C]}. */
    public static INDArray uint8(Dataset dataset, int... indexes) {
        byte[] bytes = dataset.batchNhwc(indexes);
        int[] values = new int[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            values[i] = bytes[i] & 0xFF;
        }
        return Nd4j.createFromArray(values)
                .castTo(DataType.UINT8)
                .reshape(indexes.length, dataset.height(), dataset.width(), dataset.channels());
    }

    /** Returns indexes {@code from} (inclusive) to {@code to} (exclusive). */
    public static int[] range(int from, int to) {
        return IntStream.range(from, to).toArray();
    }

    /** Returns float {@code [n,C,H,W]} in [0,1] as bytes {@code [n,H,W,C]}, rounded as an 8-bit file rounds. */
    public static byte[][] toBytes(INDArray pixels) {
        int n = (int) pixels.size(0);
        int channels = (int) pixels.size(1);
        int area = (int) (pixels.size(2) * pixels.size(3));
        byte[][] images = new byte[n][area * channels];
        for (int i = 0; i < n; i++) {
            float[] planes =
                    pixels.slice(i).dup('c').reshape((long) channels * area).toFloatVector();
            for (int c = 0; c < channels; c++) {
                for (int p = 0; p < area; p++) {
                    images[i][p * channels + c] =
                            (byte) Math.round(Math.min(1, Math.max(0, planes[c * area + p])) * 255);
                }
            }
        }
        return images;
    }
}
