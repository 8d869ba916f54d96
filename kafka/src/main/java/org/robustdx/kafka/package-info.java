/**
 * What every program that uses the topics shares, so that {@code stream-app}, {@code gateway} and {@code console} need not depend on each other.
 *
 * <p>A program starts with a {@link org.robustdx.kafka.KafkaConnection}: the brokers and the client properties of the user. Then it uses
 *
 * <ul>
 *   <li>{@link org.robustdx.kafka.Topics} for the names of topics, and {@link org.robustdx.kafka.SizeLimits} for every size that follows from the largest
 *       image;
 *   <li>{@link org.robustdx.kafka.TopicAdmin} to create the topics and to check them;
 *   <li>{@link org.robustdx.kafka.TopicReader} to read topics, and {@link org.robustdx.kafka.ImageProducers} to write images, at a
 *       {@link org.robustdx.kafka.Pace} where the user asks for one.
 * </ul>
 *
 * <p>Each of them reports what the user can correct as a {@link org.robustdx.kafka.UserException}, with a message of one line.
 *
 * <p>This package depends on {@code schemas} and on Kafka's clients only. What Kafka Streams needs belongs to {@code stream-app}.
 */
@NullMarked
package org.robustdx.kafka;

import org.jspecify.annotations.NullMarked;
