/**
 * HTTP: Jetty, who may ask for what, and which page answers.
 *
 * <p>{@link org.robustdx.console.web.ConsoleServer} opens the port, with a certificate of {@link org.robustdx.console.web.SelfSigned} where the user names
 * none. {@code ConsoleHandler} sends each request to the page that answers it: to everybody only
 * the login, the assets and the health; to people who are logged in the pages; to reviewers the decisions. {@code LiveUpdates} tells open pages of
 * changes. Every answer carries the headers of {@code SecurityHeaders}.
 */
@NullMarked
package org.robustdx.console.web;

import org.jspecify.annotations.NullMarked;
