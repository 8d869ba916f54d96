package org.robustdx.lab.graph;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.robustdx.inference.image.Raster;
import org.robustdx.onnx.GraphProto;
import org.robustdx.onnx.ModelProto;
import org.robustdx.onnx.NodeProto;
import org.robustdx.onnx.OnnxFiles;

/**
 * What each node of a model takes in ONNX Runtime.
 *
 * @param nodes the nodes of the graph that the runtime made of the file, the costliest first
 * @param unassignedMillis time per image of nodes that the profile names and the graph does not, in milliseconds
 */
record GraphCosts(List<NodeCost> nodes, double unassignedMillis) {
    /** Number of runs of which the fastest counts. */
    static final int COUNTED = 20;

    private static final int SKIPPED = 3;
    private static final double MICROS = 1000;

    GraphCosts {
        nodes = List.copyOf(nodes);
    }

    /**
     * Measures the nodes of a model.
     *
     * @param images the batch, at least one image
     */
    static GraphCosts measure(ModelProto model, Parts parts, List<Raster> images) throws IOException {
        Path folder = Files.createTempDirectory("robustdx-graph");
        try {
            Path graph = folder.resolve("graph.onnx");
            Path profile;
            try (TimedSession session = TimedSession.open(
                    named(model).toByteArray(),
                    images,
                    Optional.of(new TimedSession.Recording(graph, folder.resolve("profile"))))) {
                session.millisPerImage(SKIPPED + COUNTED);
                profile = session.endRecording();
            }
            return of(
                    OnnxFiles.read(graph).getGraph(), parts, NodeTimes.read(profile, SKIPPED), MICROS * images.size());
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    /** Assigns the times of nodes, by name, to the nodes of a graph. A time divided by {@code divisor} is in milliseconds per image. */
    static GraphCosts of(GraphProto graph, Parts parts, Map<String, Double> times, double divisor) {
        List<Part> assigned = parts.of(graph);
        List<NodeCost> nodes = new ArrayList<>();
        Set<String> unassigned = new HashSet<>(times.keySet());
        for (int i = 0; i < graph.getNodeCount(); i++) {
            NodeProto node = graph.getNode(i);
            Double time = times.get(node.getName());
            if (time != null && unassigned.remove(node.getName())) {
                nodes.add(new NodeCost(node.getName(), node.getOpType(), assigned.get(i), time / divisor));
            }
        }
        nodes.sort(Comparator.comparingDouble(NodeCost::millis).reversed());
        double rest = unassigned.stream()
                .mapToDouble(name -> times.getOrDefault(name, 0.0))
                .sum();
        return new GraphCosts(nodes, rest / divisor);
    }

    /** Returns the model with a name for each node, because the profile tells nodes apart by their names, which ONNX does not require. */
    private static ModelProto named(ModelProto model) {
        GraphProto.Builder graph = model.getGraph().toBuilder();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < graph.getNodeCount(); i++) {
            NodeProto node = graph.getNode(i);
            if (node.getName().isEmpty() || !names.add(node.getName())) {
                graph.setNode(i, node.toBuilder().setName("%s:%d".formatted(node.getOpType(), i)));
            }
        }
        return model.toBuilder().setGraph(graph).build();
    }

    /** Returns the time of all nodes per image, in milliseconds. */
    double millis() {
        return unassignedMillis + nodes.stream().mapToDouble(NodeCost::millis).sum();
    }
}
