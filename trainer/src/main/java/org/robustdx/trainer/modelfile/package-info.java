/**
 * A model file: from a trained network to the file that is served, and back to a network.
 *
 * <ul>
 *   <li>{@link org.robustdx.trainer.modelfile.SavedModel} opens a checkpoint; {@link org.robustdx.trainer.modelfile.JudgedModel} opens an exported
 *       file together with its network, so that attacks have its gradients.
 *   <li>{@link org.robustdx.trainer.modelfile.ScopeFit} and {@link org.robustdx.trainer.modelfile.ModelDetectors} fit the detectors of a file and
 *       read them back; {@link org.robustdx.trainer.modelfile.Scores} are what a served graph says about each image of a data set.
 *   <li>{@link org.robustdx.trainer.modelfile.ModelFile} writes the file with its metadata.
 *   <li>{@link org.robustdx.trainer.modelfile.Verifier} compares a file with its network image by image;
 *       {@link org.robustdx.trainer.modelfile.OperationTrace} finds the operation where they part.
 * </ul>
 */
@NullMarked
package org.robustdx.trainer.modelfile;

import org.jspecify.annotations.NullMarked;
