package org.robustdx.trainer.plan;

/**
 * Duration of one operation of a graph.
 *
 * @param name name in the graph
 * @param kind kind of operation, as ND4J names it
 * @param backward whether it belongs to the gradient
 * @param nanos duration in nanoseconds
 */
public record OperationTime(String name, String kind, boolean backward, long nanos) {}
