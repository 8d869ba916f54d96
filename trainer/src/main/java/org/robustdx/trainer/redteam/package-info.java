/**
 * Attacks on a running app: images go into its topic, and its diagnoses are all that the attack sees.
 *
 * <ul>
 * <li>{@link org.robustdx.trainer.redteam.QueryChannel} sends images and returns answers;
 * {@link org.robustdx.trainer.redteam.KafkaChannel} does so through Kafka.
 * <li>{@link org.robustdx.trainer.redteam.QueriedClassifier} shows the answers to an attack as a classifier, counts the
 * queries and enforces their limit.
 * <li>{@link org.robustdx.trainer.redteam.RedTeam} attacks images one after the other, and says what the app noticed.
 * </ul>
 */
@NullMarked
package org.robustdx.trainer.redteam;

import org.jspecify.annotations.NullMarked;
