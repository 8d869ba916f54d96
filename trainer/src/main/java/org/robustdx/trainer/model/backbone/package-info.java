/** Networks that read an image: one class each, named in {@link org.robustdx.trainer.model.backbone.Backbones}. */
@NullMarked
package org.robustdx.trainer.model.backbone;

import org.jspecify.annotations.NullMarked;
