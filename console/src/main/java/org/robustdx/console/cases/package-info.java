/**
 * The cases that people decide about, and what is known of their sources.
 *
 * <p>A {@link org.robustdx.console.cases.TriageCase} is one alert or one campaign. {@link org.robustdx.console.cases.CaseBoard} holds all of them with the
 * decisions of the reviewers; it is filled from the topics and may be lost. {@link org.robustdx.console.cases.Queue} is a sorted, filtered view of the open
 * ones. {@link org.robustdx.console.cases.Activity} counts diagnoses by source, model and hour, and
 * collects the calibration curves of the detectors.
 *
 * <p>Nothing here uses Kafka, and nothing here holds the bytes of an image.
 */
@NullMarked
package org.robustdx.console.cases;

import org.jspecify.annotations.NullMarked;
