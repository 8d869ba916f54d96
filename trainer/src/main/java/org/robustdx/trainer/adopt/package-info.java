/**
 * Adopts another team's classifier: turns an ordinary ONNX file into one that follows the contract, with its preprocessing, a denoiser, detectors and
 * calibration. Start at {@link org.robustdx.trainer.adopt.Adoption}, which goes through the steps. {@code ClassifierFormat} tells what the file takes and
 * gives, {@code PreprocessingTrial} measures which preprocessing it expects, {@code AdoptedNetwork} is the network that is exported.
 */
@NullMarked
package org.robustdx.trainer.adopt;

import org.jspecify.annotations.NullMarked;
