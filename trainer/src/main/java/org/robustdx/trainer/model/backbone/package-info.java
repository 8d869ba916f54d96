/**
 * The backbones: networks that compute features of an image in stages.
 *
 * <p>{@link org.robustdx.trainer.model.backbone.Backbones} lists them. To add one, implement {@link org.robustdx.trainer.model.backbone.Backbone} in a
 * class of its own, and add a constant. {@link org.robustdx.trainer.model.backbone.Stages} is the result: the features of each stage.
 */
@NullMarked
package org.robustdx.trainer.model.backbone;

import org.jspecify.annotations.NullMarked;
