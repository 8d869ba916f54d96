package org.robustdx.trainer.modelfile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.robustdx.trainer.calibrate.LogitCorrection;

/** The entry of the metadata that shows the correction of the logits to readers. The constants in the graph are the ones that count. */
public final class CorrectionEntry {
    /** Key of {@code metadata_props}. */
    public static final String KEY = "logit_correction";

    private static final ObjectMapper JSON = new ObjectMapper();

    private CorrectionEntry() {}

    /**
     * Returns the value of the entry.
     *
     * @param images how many it was fitted to
     * @param origin further properties that say which images these were
     */
    public static String of(List<String> classes, LogitCorrection correction, int images, Map<String, String> origin)
            throws JsonProcessingException {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("temperature", correction.temperature());
        Map<String, Double> shift = new LinkedHashMap<>();
        for (int k = 0; k < classes.size(); k++) {
            shift.put(classes.get(k), correction.shift().get(k));
        }
        map.put("shift", shift);
        map.put("images", images);
        map.putAll(origin);
        return JSON.writeValueAsString(map);
    }
}
