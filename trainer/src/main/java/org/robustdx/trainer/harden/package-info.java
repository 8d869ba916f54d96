/**
 * Hardening: another team's network as one that trains. {@link org.robustdx.trainer.harden.HardenedSpec} says which file training starts from and
 * where the decoder branches off; {@link org.robustdx.trainer.harden.HardenedNetwork} is the imported classifier with that decoder. The training loop,
 * checkpoints and export are those of our own networks.
 */
@NullMarked
package org.robustdx.trainer.harden;

import org.jspecify.annotations.NullMarked;
