/**
 * From instances to image events. {@link org.robustdx.gateway.intake.Preparer} turns an instance into an event without identifiers or refuses it,
 * {@link org.robustdx.gateway.intake.Ledger} writes the event and the fact that it was taken in one transaction, and
 * {@link org.robustdx.gateway.intake.Poller} and {@link org.robustdx.gateway.intake.StowServer} bring the instances, while
 * {@link org.robustdx.gateway.intake.Backlog} says that the app keeps up.
 */
@NullMarked
package org.robustdx.gateway.intake;

import org.jspecify.annotations.NullMarked;
