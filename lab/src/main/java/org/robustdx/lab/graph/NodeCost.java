package org.robustdx.lab.graph;

/**
 * What one node of the runtime's graph takes.
 *
 * @param node its name
 * @param operator its operator, as the runtime names it
 * @param part the part of the file that it belongs to
 * @param millis its shortest time per image, in milliseconds
 */
record NodeCost(String node, String operator, Part part, double millis) {}
