package org.robustdx.trainer.pipeline;

import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.robustdx.trainer.data.Dataset;
import org.robustdx.trainer.model.ServedGraph;
import org.robustdx.trainer.nn.Results;

/** Detector scores of whole datasets. */
final class Scores {
    private static final int BATCH = 64;

    private Scores() {}

    /** Returns, for each detector by name, the score of every image. */
    static Map<String, float[]> of(ServedGraph served, Dataset dataset) {
        Map<String, float[]> scores = new LinkedHashMap<>();
        served.detectors().forEach(name -> scores.put(name, new float[dataset.size()]));
        for (int from = 0; from < dataset.size(); from += BATCH) {
            int to = Math.min(dataset.size(), from + BATCH);
            try (INDArray image = Images.uint8(dataset, Images.range(from, to))) {
                Map<String, INDArray> outputs = served.run(image);
                float[][] rows = Results.get(outputs, "scores").toFloatMatrix();
                int column = 0;
                for (float[] values : scores.values()) {
                    for (int i = 0; i < rows.length; i++) {
                        values[from + i] = rows[i][column];
                    }
                    column++;
                }
            }
        }
        return scores;
    }
}
