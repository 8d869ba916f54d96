/**
 * Who may do what: accounts and roles, sessions, and what is written about them.
 *
 * <p>A person has an {@link org.robustdx.console.access.Account}: from the file of passwords ({@link org.robustdx.console.access.PasswordFile}), or from a
 * proxy that has logged the person in ({@link org.robustdx.console.access.TrustedProxy}). {@link org.robustdx.console.access.Login} checks passwords and
 * slows down who guesses. {@link org.robustdx.console.access.Sessions} remembers who is logged in. {@link org.robustdx.console.access.AuditLog} gets one
 * line for each login and each decision.
 */
@NullMarked
package org.robustdx.console.access;

import org.jspecify.annotations.NullMarked;
