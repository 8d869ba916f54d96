/**
 * What all programs with an HTTP port share, so that {@code stream-app}, {@code console} and {@code gateway} set up
 * Jetty, TLS and tokens in the same way.
 *
 * <p>Start with {@link org.robustdx.http.HttpServer}: a program gives it its settings and a handler. The settings take
 *
 * <ul>
 *   <li>a {@link org.robustdx.http.TlsIdentity}: the server's certificate and private key, read and checked. The user
 *       names the files ({@link org.robustdx.http.TlsFiles}) with {@link org.robustdx.http.TlsOptions};
 *   <li>the name of the option that chooses the port, which errors start with.
 * </ul>
 *
 * <p>A handler that admits only clients with a bearer token compares it with a {@link org.robustdx.http.Token}.
 *
 * <p>Failures that the user can correct are a {@link org.robustdx.kafka.UserException} with a one-line message. This
 * package depends only on {@code kafka}, on Jetty and on picocli; it knows no program.
 */
@NullMarked
package org.robustdx.http;

import org.jspecify.annotations.NullMarked;
