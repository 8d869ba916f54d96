package org.robustdx.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OnnxFilesTest {
    /** Model, graph, node and attribute: each subgraph adds the last three once more. */
    private static final int LEVELS_OF_SUBGRAPH = 3;

    private static final Path MODELS =
            Path.of(System.getProperty("robustdx.root")).resolve("models");

    @ParameterizedTest
    @ValueSource(strings = {"chest-xray", "skin", "phantom"})
    void shouldReadTheBundledModelsAndWriteTheSameBytes(String name) throws IOException {
        Path file = MODELS.resolve(name + ".onnx");
        ModelProto model = OnnxFiles.read(file);
        assertThat(model.getIrVersion()).isEqualTo(8);
        assertThat(model.getOpsetImport(0).getVersion()).isEqualTo(17);
        assertThat(model.getGraph().getInput(0).getName()).isEqualTo("image");
        assertThat(model.getGraph().getOutputList())
                .extracting(ValueInfoProto::getName)
                .containsExactly("logits", "probabilities", "denoised", "scores");
        assertThat(model.toByteArray()).isEqualTo(Files.readAllBytes(file));
        assertHasNoUnknownFields(model);
    }

    /** The schema here holds all that our files hold: the field numbers are those of the specification. */
    private static void assertHasNoUnknownFields(ModelProto model) {
        assertThat(model.getUnknownFields().asMap()).isEmpty();
        assertThat(model.getGraph().getUnknownFields().asMap()).isEmpty();
        model.getGraph().getNodeList().forEach(node -> {
            assertThat(node.getUnknownFields().asMap()).isEmpty();
            node.getAttributeList()
                    .forEach(a -> assertThat(a.getUnknownFields().asMap()).isEmpty());
        });
        model.getGraph()
                .getInitializerList()
                .forEach(t -> assertThat(t.getUnknownFields().asMap()).isEmpty());
    }

    @Test
    void shouldKeepFieldsOfNewerVersions() throws IOException {
        UnknownFieldSet newer = UnknownFieldSet.newBuilder()
                .addField(99, Field.newBuilder().addVarint(5).build())
                .build();
        byte[] content = ModelProto.newBuilder()
                .setIrVersion(20)
                .setUnknownFields(newer)
                .build()
                .toByteArray();
        assertThat(OnnxFiles.parse(content).toByteArray()).isEqualTo(content);
    }

    @Test
    void shouldRefuseWhatIsNoModel() {
        assertThatIOException()
                .isThrownBy(() -> OnnxFiles.parse(new byte[] {(byte) 0xff, 1, 2}))
                .withMessage("not an ONNX model, or a damaged one");
    }

    @Test
    void shouldRefuseADamagedFile() throws IOException {
        byte[] content = Files.readAllBytes(MODELS.resolve("phantom.onnx"));
        byte[] half = java.util.Arrays.copyOf(content, content.length / 2);
        assertThatIOException()
                .isThrownBy(() -> OnnxFiles.parse(half))
                .withMessage("not an ONNX model, or a damaged one");
    }

    @Test
    void shouldReadSubgraphsDownToTheLimitAndRefuseDeeperOnes() throws IOException {
        int deepest = (OnnxFiles.MAX_DEPTH - 1) / LEVELS_OF_SUBGRAPH;
        assertThat(OnnxFiles.parse(nested(deepest)).hasGraph()).isTrue();
        assertThatIOException()
                .isThrownBy(() -> OnnxFiles.parse(nested(deepest + 1)))
                .withMessage("not an ONNX model, or a damaged one");
        assertThatIOException()
                .isThrownBy(() -> OnnxFiles.parse(nested(10_000)))
                .withMessage("not an ONNX model, or a damaged one");
    }

    /** Returns a model whose graph holds a graph, and so on, as bytes: builders of that depth would overflow the stack. */
    private static byte[] nested(int subgraphs) {
        byte[] graph = {};
        for (int i = 0; i < subgraphs; i++) {
            // attribute.g = 6, node.attribute = 5, graph.node = 1
            graph = message(1, message(5, message(6, graph)));
        }
        return message(7, graph);
    }

    private static byte[] message(int number, byte[] content) {
        return UnknownFieldSet.newBuilder()
                .addField(
                        number,
                        Field.newBuilder()
                                .addLengthDelimited(com.google.protobuf.ByteString.copyFrom(content))
                                .build())
                .build()
                .toByteArray();
    }

    @Test
    void shouldRefuseALargeFileWithoutReadingIt(@TempDir Path dir) throws IOException {
        Path file = dir.resolve("large.onnx");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(OnnxFiles.MAX_BYTES + 1);
        }
        assertThatIOException()
                .isThrownBy(() -> OnnxFiles.read(file))
                .withMessage("ONNX file: 1073741825 bytes (expected: at most 1073741824)");
    }
}
