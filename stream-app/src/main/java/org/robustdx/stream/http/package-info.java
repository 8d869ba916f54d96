/**
 * Serves metrics and health over HTTP, for supervisors and Prometheus.
 *
 * <p>Start with {@link org.robustdx.stream.http.OperationsServer}. {@code OperationsHandler} answers the requests.
 * {@link org.robustdx.stream.http.Readiness} and {@link org.robustdx.stream.http.Liveness} decide the health;
 * {@code SharedAnswer} and {@code BoundedConnector} keep many or slow clients from affecting the app.
 */
@NullMarked
package org.robustdx.stream.http;

import org.jspecify.annotations.NullMarked;
