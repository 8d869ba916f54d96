/**
 * Finds what only many images of one source show together: attack campaigns, drift and query attacks.
 *
 * <p>{@link org.robustdx.stream.campaign.SourceWindows} adds each image to the summary of its source's window. When the
 * window is complete, {@link org.robustdx.stream.campaign.CampaignRules} turns the summary into alerts.
 * {@link org.robustdx.stream.campaign.BinomialTail} and {@code PValueHistogram} hold the statistics.
 */
@NullMarked
package org.robustdx.stream.campaign;

import org.jspecify.annotations.NullMarked;
