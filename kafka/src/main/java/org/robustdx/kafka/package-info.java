/**
 * What all programs that use the topics share, so that {@code stream-app}, {@code gateway} and {@code console} need not
 * depend on each other.
 *
 * <p>A program starts with a {@link org.robustdx.kafka.KafkaConnection}: the brokers and the user's client properties.
 * Then it uses
 *
 * <ul>
 *   <li>{@link org.robustdx.kafka.Topics} for topic names, and {@link org.robustdx.kafka.SizeLimits} for size limits;
 *   <li>{@link org.robustdx.kafka.TopicAdmin} to create and check topics;
 *   <li>{@link org.robustdx.kafka.TopicReader} to read topics;
 *   <li>{@link org.robustdx.kafka.ImageProducers} to write images, and {@link org.robustdx.kafka.Pace} to limit their
 *   rate.
 * </ul>
 *
 * <p>All of them report failures that the user can correct as a {@link org.robustdx.kafka.UserException} with a
 * one-line message.
 *
 * <p>This package depends only on {@code schemas} and on Kafka's clients. Code for Kafka Streams belongs to
 * {@code stream-app}.
 */
@NullMarked
package org.robustdx.kafka;

import org.jspecify.annotations.NullMarked;
