package org.robustdx.trainer.export;

import java.util.LinkedHashMap;
import java.util.Map;
import org.robustdx.onnx.ModelProto;
import org.robustdx.onnx.StringStringEntryProto;

/** Changes the {@code metadata_props} of a model file. */
public final class OnnxProperties {
    private OnnxProperties() {}

    /** Returns the model with these entries, in place of those with the same keys. The other entries stay as they are. */
    public static ModelProto with(ModelProto model, Map<String, String> entries) {
        Map<String, String> all = new LinkedHashMap<>();
        model.getMetadataPropsList().forEach(entry -> all.put(entry.getKey(), entry.getValue()));
        all.putAll(entries);
        ModelProto.Builder changed = model.toBuilder().clearMetadataProps();
        all.forEach((key, value) -> changed.addMetadataProps(
                StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
        return changed.build();
    }
}
