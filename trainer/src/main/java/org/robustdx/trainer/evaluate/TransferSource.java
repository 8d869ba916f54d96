package org.robustdx.trainer.evaluate;

import org.robustdx.trainer.modelfile.JudgedModel;

/**
 * A model from which transfer attacks take their gradients.
 *
 * @param name that {@code transfer:from=NAME} selects it by; empty for none
 * @param model the model
 */
public record TransferSource(String name, JudgedModel model) {}
