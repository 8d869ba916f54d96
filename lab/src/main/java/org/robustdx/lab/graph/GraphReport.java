package org.robustdx.lab.graph;

import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The results of {@code bench graph}.
 *
 * @param batch images in each call
 * @param images number of images that decided {@code runTwice}
 * @param fileMillis processor time of the whole file per image, in milliseconds
 * @param classifierMillis processor time of the classifier alone per image, in milliseconds
 * @param passesPerRun cost of one run of the file, in runs of the classifier alone
 * @param runTwice share of the images that the app runs a second time, 0 to 1
 * @param costs what each node takes
 */
record GraphReport(
        int batch,
        int images,
        double fileMillis,
        double classifierMillis,
        double passesPerRun,
        double runTwice,
        GraphCosts costs) {
    private static final int SHOWN = 15;

    /** The nodes of one operator in one part. */
    private record OperatorCost(String operator, Part part, int nodes, double millis) {}

    /** Returns the cost of an image in the app, in runs of the classifier alone. */
    private double passesPerImage() {
        return passesPerRun * (1 + runTwice);
    }

    private double millis(Part part) {
        return costs.nodes().stream()
                .filter(node -> node.part() == part)
                .mapToDouble(NodeCost::millis)
                .sum();
    }

    private long nodes(Part part) {
        return costs.nodes().stream().filter(node -> node.part() == part).count();
    }

    private double share(double millis) {
        return millis / costs.millis();
    }

    private List<OperatorCost> operators() {
        Map<String, OperatorCost> sums = new LinkedHashMap<>();
        for (NodeCost node : costs.nodes()) {
            sums.merge(
                    node.operator() + " " + node.part(),
                    new OperatorCost(node.operator(), node.part(), 1, node.millis()),
                    (a, b) -> new OperatorCost(a.operator(), a.part(), a.nodes() + b.nodes(), a.millis() + b.millis()));
        }
        List<OperatorCost> sorted = new ArrayList<>(sums.values());
        sorted.sort(Comparator.comparingDouble(OperatorCost::millis).reversed());
        return sorted;
    }

    private static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    void print(PrintWriter out) {
        say(
                out,
                "Load of the machine: %.1f on %d processors; batches of %d, one thread",
                load(),
                Runtime.getRuntime().availableProcessors(),
                batch);
        say(out, "whole file          %8.3f ms of processor time per image", fileMillis);
        say(out, "classifier alone    %8.3f ms", classifierMillis);
        say(out, "one run of the file costs %.2f classifier passes", passesPerRun);
        say(
                out,
                "%.1f %% of %d images are flagged and run twice: %.2f classifier passes per image",
                100 * runTwice,
                images,
                passesPerImage());
        say(out, "%nFastest of %d runs with a profile of each node:", GraphCosts.COUNTED);
        say(out, "%-12s %6s %10s %7s", "part", "nodes", "ms/image", "share");
        for (Part part : Part.values()) {
            say(out, "%-12s %6d %10.4f %5.1f %%", part.title(), nodes(part), millis(part), 100 * share(millis(part)));
        }
        if (costs.unassignedMillis() > 0) {
            say(
                    out,
                    "%-12s %6s %10.4f %5.1f %%",
                    "unknown",
                    "",
                    costs.unassignedMillis(),
                    100 * share(costs.unassignedMillis()));
        }
        say(out, "%n%-16s %-12s %6s %10s %7s", "operator", "part", "nodes", "ms/image", "share");
        operators().stream()
                .limit(SHOWN)
                .forEach(sum -> say(
                        out,
                        "%-16s %-12s %6d %10.4f %5.1f %%",
                        sum.operator(),
                        sum.part().title(),
                        sum.nodes(),
                        sum.millis(),
                        100 * share(sum.millis())));
        say(out, "%n%-32s %-16s %-12s %10s %7s", "node", "operator", "part", "ms/image", "share");
        costs.nodes().stream()
                .limit(SHOWN)
                .forEach(node -> say(
                        out,
                        "%-32s %-16s %-12s %10.4f %5.1f %%",
                        node.node(),
                        node.operator(),
                        node.part().title(),
                        node.millis(),
                        100 * share(node.millis())));
        out.flush();
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("batch", batch);
        json.put("images", images);
        json.put("load", load());
        json.put("file_ms", fileMillis);
        json.put("classifier_ms", classifierMillis);
        json.put("passes_per_run", passesPerRun);
        json.put("run_twice_share", runTwice);
        json.put("passes_per_image", passesPerImage());
        json.put("nodes_ms", costs.millis());
        Map<String, Object> parts = new LinkedHashMap<>();
        for (Part part : Part.values()) {
            parts.put(part.key(), Map.of("nodes", nodes(part), "ms", millis(part), "share", share(millis(part))));
        }
        json.put("parts", parts);
        json.put(
                "operators",
                operators().stream()
                        .map(sum -> Map.of(
                                "operator", sum.operator(),
                                "part", sum.part().key(),
                                "nodes", sum.nodes(),
                                "ms", sum.millis()))
                        .toList());
        json.put(
                "nodes",
                costs.nodes().stream()
                        .map(node -> Map.of(
                                "node", node.node(),
                                "operator", node.operator(),
                                "part", node.part().key(),
                                "ms", node.millis()))
                        .toList());
        return json;
    }

    private static void say(PrintWriter out, String format, Object... values) {
        out.println(String.format(Locale.ROOT, format, values));
    }
}
