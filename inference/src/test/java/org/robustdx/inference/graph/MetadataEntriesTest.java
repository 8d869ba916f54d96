package org.robustdx.inference.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.robustdx.inference.model.TinyModels;
import org.robustdx.onnx.ModelProto;
import org.robustdx.onnx.StringStringEntryProto;

class MetadataEntriesTest {
    private static final ModelProto MODEL =
            TinyModels.valid(4, 4, 1, List.of("a", "b"), List.of("d")).build();

    private static Map<String, String> entries(ModelProto model) {
        Map<String, String> entries = new LinkedHashMap<>();
        model.getMetadataPropsList().forEach(entry -> entries.put(entry.getKey(), entry.getValue()));
        return entries;
    }

    @Test
    void shouldReplaceAndAddEntriesAndLeaveEverythingElseAsItIs() throws Exception {
        String longValue = "é".repeat(100_000);
        byte[] changed = MetadataEntries.with(MODEL.toByteArray(), Map.of("task", longValue, "new", ""));

        ModelProto parsed = ModelProto.parseFrom(changed);
        Map<String, String> expected = entries(MODEL);
        expected.put("task", longValue);
        expected.put("new", "");
        assertThat(entries(parsed)).containsExactlyEntriesOf(expected);
        assertThat(parsed.toBuilder().clearMetadataProps().build())
                .isEqualTo(MODEL.toBuilder().clearMetadataProps().build());
    }

    @Test
    void shouldReturnTheSameBytesWithoutEntries() throws Exception {
        assertThat(MetadataEntries.with(MODEL.toByteArray(), Map.of())).isEqualTo(MODEL.toByteArray());
    }

    @Test
    void shouldKeepTheBytesOfTheGraph() throws Exception {
        byte[] graph = MODEL.getGraph().toByteArray();
        byte[] changed = MetadataEntries.with(MODEL.toByteArray(), Map.of("calibration", "{}"));
        assertThat(indexOf(changed, graph)).isPositive();
    }

    private static int indexOf(byte[] all, byte[] part) {
        for (int i = 0; i + part.length <= all.length; i++) {
            if (Arrays.equals(all, i, i + part.length, part, 0, part.length)) {
                return i;
            }
        }
        return -1;
    }

    @Test
    void shouldLeaveOneEntryWhereAKeyIsThereTwice() throws Exception {
        ModelProto twice = MODEL.toBuilder()
                .addMetadataProps(
                        StringStringEntryProto.newBuilder().setKey("task").setValue("again"))
                .build();
        ModelProto parsed = ModelProto.parseFrom(MetadataEntries.with(twice.toByteArray(), Map.of("task", "now")));
        assertThat(parsed.getMetadataPropsList())
                .filteredOn(entry -> entry.getKey().equals("task"))
                .extracting(StringStringEntryProto::getValue)
                .containsExactly("now");
    }

    @Test
    void shouldRejectWhatIsNoModel() {
        byte[] model = MODEL.toByteArray();
        assertThatExceptionOfType(UnsafeGraphException.class)
                .isThrownBy(() -> MetadataEntries.with(Arrays.copyOf(model, model.length - 1), Map.of("task", "x")));
    }
}
