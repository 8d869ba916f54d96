/** The running gateway: {@link org.robustdx.gateway.app.GatewayApp} starts what its {@link org.robustdx.gateway.app.GatewayConfig} asks for. */
@NullMarked
package org.robustdx.gateway.app;

import org.jspecify.annotations.NullMarked;
