package org.robustdx.console.web;

import java.util.Optional;
import org.robustdx.console.access.Accounts;
import org.robustdx.console.access.AuditLog;
import org.robustdx.console.access.TrustedProxy;

/**
 * Who is let in.
 *
 * @param accounts accounts with a password
 * @param proxy proxy that logs people in, if there is one
 * @param audit gets a line for each login and each decision
 */
public record Access(Accounts accounts, Optional<TrustedProxy> proxy, AuditLog audit) {}
