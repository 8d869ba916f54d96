package org.robustdx.trainer.model;

import org.robustdx.trainer.model.backbone.Backbones;

/**
 * What a model is made of; with its parameters, all that is needed to build it again.
 *
 * @param backbone which network reads the image
 * @param width channels of the first stage, at least 4; parameters grow with its square
 * @param imageSize side of the input in pixels, 32 to 512, a multiple of 32
 * @param channels 1 (gray) or 3 (RGB)
 * @param classes how many classes there are, at least 2
 */
public record ModelSpec(Backbones backbone, int width, int imageSize, int channels, int classes) {
    public ModelSpec {
        require("width", width, width >= 4 && width <= 512, "4 <= width <= 512");
        require(
                "image-size",
                imageSize,
                imageSize >= 32 && imageSize <= 512 && imageSize % 32 == 0,
                "a multiple of 32, 32 <= image-size <= 512");
        require("channels", channels, channels == 1 || channels == 3, "1 or 3");
        require("classes", classes, classes >= 2, "classes >= 2");
    }

    private static void require(String name, int value, boolean holds, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + expected + ")");
        }
    }
}
