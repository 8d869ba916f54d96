package org.robustdx.stream.cli;

import org.robustdx.kafka.SizeLimits;
import org.robustdx.kafka.TopicAdmin;
import org.robustdx.kafka.Topics;
import org.robustdx.stream.config.Operations;
import picocli.CommandLine.Option;

/** Options for creating missing topics. */
final class TopicOptions {
    @Option(names = "--create-topics", description = "Create missing topics, with sizes for --max-image-bytes.")
    private boolean create;

    @Option(
            names = "--partitions",
            paramLabel = "N",
            defaultValue = "6",
            description = "Partitions of each new topic (default: ${DEFAULT-VALUE}).")
    private int partitions;

    @Option(
            names = "--replicas",
            paramLabel = "N",
            defaultValue = "-1",
            description = "Replicas of each new topic; -1 for the cluster's default (default: ${DEFAULT-VALUE}).")
    private short replicas;

    /** Creates the missing topics of model updates and of the shadow model, if the user asked for it. */
    void prepareModels(TopicAdmin topics, Operations operations, SizeLimits sizes) {
        if (!create) {
            return; // The parts that use these topics check that they exist.
        }
        if (operations.updates().isPresent()) {
            topics.createCompacted(Topics.MODELS, replicas);
            topics.createCompacted(Topics.MODEL_STATUS, replicas);
        }
        if (operations.shadow().isPresent()) {
            topics.createAlso(Topics.SHADOW_DIAGNOSES, partitions, replicas, sizes);
        }
    }

    /** Creates missing topics if the user asked for it, and checks all topics. */
    void prepare(TopicAdmin topics, SizeLimits sizes) {
        if (partitions < 1 || partitions > 10_000) {
            throw new IllegalArgumentException("partitions: %d (expected: 1 to 10000)".formatted(partitions));
        }
        if (replicas == 0 || replicas < -1) {
            throw new IllegalArgumentException("replicas: %d (expected: -1 or > 0)".formatted(replicas));
        }
        if (create) {
            topics.create(partitions, replicas, sizes);
        }
        topics.check(sizes);
    }
}
