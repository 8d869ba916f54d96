package org.robustdx.lab.graph;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads how long each node took from a profile of ONNX Runtime. */
final class NodeTimes {
    private static final String SUFFIX = "_kernel_time";

    private NodeTimes() {}

    /**
     * Returns the shortest time of each node, in microseconds, by the node's name. The profile counts the time that passes, also while other programs
     * use the processor. The fastest of many runs contains the least of it.
     *
     * @param skipped runs at the beginning that do not count
     * @throws IOException if the file is not a profile of more than {@code skipped} runs; the message is one line
     */
    static Map<String, Double> read(Path profile, int skipped) throws IOException {
        Map<String, List<Double>> times = new LinkedHashMap<>();
        for (JsonNode event : new ObjectMapper().readTree(profile.toFile())) {
            String name = event.path("name").asText();
            if (event.path("cat").asText().equals("Node") && name.endsWith(SUFFIX)) {
                times.computeIfAbsent(name.substring(0, name.length() - SUFFIX.length()), node -> new ArrayList<>())
                        .add(event.path("dur").asDouble());
            }
        }
        Map<String, Double> shortest = new LinkedHashMap<>();
        for (Map.Entry<String, List<Double>> node : times.entrySet()) {
            double least = node.getValue().stream()
                    .skip(skipped)
                    .mapToDouble(Double::doubleValue)
                    .min()
                    .orElse(Double.NaN);
            if (Double.isNaN(least)) {
                throw new IOException("profile: %d runs of node %s (expected: > %d)"
                        .formatted(node.getValue().size(), node.getKey(), skipped));
            }
            shortest.put(node.getKey(), least);
        }
        if (shortest.isEmpty()) {
            throw new IOException("profile: no node (expected: at least one)");
        }
        return shortest;
    }
}
