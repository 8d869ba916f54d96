/**
 * Images for training and evaluation.
 *
 * <p>Start with {@link org.robustdx.trainer.data.DatasetLoader}, which reads a data folder into a {@link org.robustdx.trainer.data.Dataset}. An
 * {@link org.robustdx.trainer.data.ImageSource} lists the images of one layout; {@link org.robustdx.trainer.data.DataLayout} names the layouts.
 * {@link org.robustdx.trainer.data.Sites} joins the folders of several sites. {@link org.robustdx.trainer.data.Splits} divides a dataset by patient
 * into the training, validation, calibration and test split.
 *
 * <p>For training, {@link org.robustdx.trainer.data.BatchStream} prepares batches, which {@link org.robustdx.trainer.data.BatchOrder} orders and
 * {@link org.robustdx.trainer.data.Augmentation} varies. For evaluation, {@link org.robustdx.trainer.data.Batches} returns unchanged images.
 * {@link org.robustdx.trainer.data.PhantomGenerator} draws images that need no download. {@link org.robustdx.trainer.data.Task} holds the defaults
 * of each task.
 */
@NullMarked
package org.robustdx.trainer.data;

import org.jspecify.annotations.NullMarked;
