package org.robustdx.trainer.plan;

/**
 * How long one operation of a graph took.
 *
 * @param name in the graph
 * @param kind of operation, as ND4J names it
 * @param backward whether it belongs to the gradient
 * @param nanos it took
 */
public record OperationTime(String name, String kind, boolean backward, long nanos) {}
