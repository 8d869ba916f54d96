package org.robustdx.trainer.modelfile;

import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.robustdx.trainer.data.Dataset;
import org.robustdx.trainer.model.ServedGraph;
import org.robustdx.trainer.nn.Results;

/**
 * What a model says of the images of a dataset.
 *
 * @param byDetector for each detector, by name, the score of every image
 * @param probabilities {@code [n][K]}
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier: never compared, never a key
public record Scores(Map<String, float[]> byDetector, float[][] probabilities) {
    private static final int BATCH = 64;

    /** Returns what this model says of every image. */
    public static Scores of(ServedGraph served, Dataset dataset) {
        Map<String, float[]> scores = new LinkedHashMap<>();
        float[][] probabilities = new float[dataset.size()][];
        served.detectors().forEach(name -> scores.put(name, new float[dataset.size()]));
        for (int from = 0; from < dataset.size(); from += BATCH) {
            int to = Math.min(dataset.size(), from + BATCH);
            try (INDArray image = Images.uint8(dataset, Images.range(from, to))) {
                Map<String, INDArray> outputs = served.run(image);
                float[][] rows = Results.get(outputs, "scores").toFloatMatrix();
                float[][] shares = Results.get(outputs, "probabilities").toFloatMatrix();
                System.arraycopy(shares, 0, probabilities, from, shares.length);
                int column = 0;
                for (float[] values : scores.values()) {
                    for (int i = 0; i < rows.length; i++) {
                        values[from + i] = rows[i][column];
                    }
                    column++;
                }
            }
        }
        return new Scores(scores, probabilities);
    }
}
