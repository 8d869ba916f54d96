package org.robustdx.lab.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.robustdx.onnx.GraphProto;

class NodeTimesTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void shouldTakeTheFastestOfTheRunsThatCount() throws IOException {
        Path profile = Files.writeString(folder.resolve("profile.json"), """
            [{"cat": "Session", "name": "model_run", "dur": 99},
             {"cat": "Node", "name": "a_kernel_time", "dur": 1000},
             {"cat": "Node", "name": "b_kernel_time", "dur": 2000},
             {"cat": "Node", "name": "a_kernel_time", "dur": 3},
             {"cat": "Node", "name": "b_kernel_time", "dur": 8},
             {"cat": "Node", "name": "a_fence_before", "dur": 7},
             {"cat": "Node", "name": "a_kernel_time", "dur": 9},
             {"cat": "Node", "name": "b_kernel_time", "dur": 8},
             {"cat": "Node", "name": "a_kernel_time", "dur": 4},
             {"cat": "Node", "name": "b_kernel_time", "dur": 6}]
            """);
        assertThat(NodeTimes.read(profile, 1)).containsExactly(Map.entry("a", 3.0), Map.entry("b", 6.0));
    }

    @Test
    void shouldRejectAProfileOfTooFewRuns() throws IOException {
        Path profile = Files.writeString(
                folder.resolve("profile.json"), "[{\"cat\": \"Node\", \"name\": \"a_kernel_time\", \"dur\": 1}]");
        assertThatIOException()
                .isThrownBy(() -> NodeTimes.read(profile, 1))
                .withMessage("profile: 1 runs of node a (expected: > 1)");
    }

    @Test
    void shouldAssignTimesByNameAndKeepWhatTheGraphDoesNotName() {
        GraphProto graph = Graphs.graph();
        Parts parts = Parts.of(graph, Graphs.DETECTORS, Set.of("scope"));
        GraphCosts costs = GraphCosts.of(
                graph, parts, Map.of("Mul:logits", 2000.0, "Sigmoid:denoised", 6000.0, "other", 1000.0), 2000);
        assertThat(costs.nodes())
                .containsExactly(
                        new NodeCost("Sigmoid:denoised", "Sigmoid", Part.DECODER, 3),
                        new NodeCost("Mul:logits", "Mul", Part.FIRST_PASS, 1));
        assertThat(costs.unassignedMillis()).isEqualTo(0.5);
        assertThat(costs.millis()).isEqualTo(4.5);
    }
}
