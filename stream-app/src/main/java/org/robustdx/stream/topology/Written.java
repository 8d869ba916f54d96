package org.robustdx.stream.topology;

/**
 * A message and the value of the record that it will be.
 *
 * @param message the message
 * @param bytes its bytes
 */
@SuppressWarnings("ArrayRecordComponent") // A carrier between processors, never compared.
record Written<T>(T message, byte[] bytes) {}
