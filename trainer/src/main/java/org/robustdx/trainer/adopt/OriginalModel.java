package org.robustdx.trainer.adopt;

import java.time.Duration;
import java.util.Arrays;
import org.robustdx.inference.model.InvalidModelException;
import org.robustdx.trainer.data.Dataset;
import org.robustdx.trainer.importer.ForeignSession;

/** The classifier as its authors made it, in ONNX Runtime: what the adopted file is compared with. */
final class OriginalModel implements AutoCloseable {
    private static final int BATCH = 16;

    private final ForeignSession session;
    private final ClassifierFormat format;

    private OriginalModel(ForeignSession session, ClassifierFormat format) {
        this.session = session;
        this.format = format;
    }

    /**
     * Opens a file.
     *
     * @param limit for opening and for each batch
     */
    static OriginalModel open(byte[] file, ClassifierFormat format, Duration limit) throws InvalidModelException {
        return new OriginalModel(ForeignSession.open(file, limit), format);
    }

    /** Returns the output for each image, {@code [n][columns]}. */
    float[][] outputs(Dataset images, Preprocessing preprocessing) throws InvalidModelException {
        float[][] outputs = new float[images.size()][];
        int batch = format.fixedBatch() > 0 ? (int) format.fixedBatch() : BATCH;
        for (int from = 0; from < images.size(); from += batch) {
            int n = Math.min(batch, images.size() - from);
            // A fixed batch is filled up with its first image.
            int first = from;
            int size = format.fixedBatch() > 0 ? batch : n;
            int[] indexes = new int[size];
            Arrays.setAll(indexes, i -> i < n ? first + i : first);
            float[] values = run(images.batchNhwc(indexes), size, preprocessing);
            for (int i = 0; i < n; i++) {
                outputs[from + i] = Arrays.copyOfRange(values, i * format.columns(), (i + 1) * format.columns());
            }
        }
        return outputs;
    }

    private float[] run(byte[] nhwc, int n, Preprocessing preprocessing) throws InvalidModelException {
        int area = format.side() * format.side();
        int channels = format.channels();
        float[] values = new float[nhwc.length];
        byte[] bytes = new byte[format.bytes() ? nhwc.length : 0];
        for (int i = 0; i < n; i++) {
            for (int p = 0; p < area; p++) {
                for (int c = 0; c < channels; c++) {
                    int from = (i * area + p) * channels + c;
                    int to = format.channelsLast() ? from : (i * channels + c) * area + p;
                    if (format.bytes()) {
                        bytes[to] = nhwc[from];
                    } else {
                        values[to] = preprocessing.of(nhwc[from] & 0xff, c);
                    }
                }
            }
        }
        return format.bytes()
                ? session.run(format.input(), bytes, format.shape(n), format.output())
                : session.run(format.input(), values, format.shape(n), format.output());
    }

    @Override
    public void close() {
        session.close();
    }
}
