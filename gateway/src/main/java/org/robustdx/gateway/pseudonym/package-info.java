/**
 * Pseudonyms instead of identifiers (PS3.15, annex E, basic profile). {@link org.robustdx.gateway.pseudonym.Pseudonymiser} rewrites an instance by the
 * table in {@code tags.csv}; {@link org.robustdx.gateway.pseudonym.IdentityVault} encrypts the {@link org.robustdx.gateway.pseudonym.Identity} that leads back.
 * Both derive their keys from one {@link org.robustdx.gateway.pseudonym.GatewayKey}.
 */
@NullMarked
package org.robustdx.gateway.pseudonym;

import org.jspecify.annotations.NullMarked;
