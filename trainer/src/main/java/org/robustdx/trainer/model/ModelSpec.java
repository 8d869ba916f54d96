package org.robustdx.trainer.model;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.robustdx.trainer.model.backbone.Backbones;
import org.robustdx.trainer.model.backbone.Stages;
import org.robustdx.trainer.nn.Parameters;

/**
 * What a model is made of; with its parameters, all that is needed to build it again.
 *
 * @param backbone which network reads the image
 * @param width channels of the first stage, at least 4; parameters grow with its square
 * @param decoderStage stage of the backbone off which the decoder hangs, counted from 1; the paper's is the first
 * @param imageSize side of the input in pixels, 32 to 512, a multiple of 32
 * @param channels 1 (gray) or 3 (RGB)
 * @param classes how many classes there are, at least 2
 * @param normalisation of the pixels
 */
public record ModelSpec(
        Backbones backbone,
        int width,
        int decoderStage,
        int imageSize,
        int channels,
        int classes,
        Normalisation normalisation)
        implements Blueprint {
    /** Key of {@code metadata_props}: this record as JSON, from which, with the initializers, the network is built again. */
    public static final String KEY = "spec";

    public ModelSpec {
        require("width", width, width >= 4 && width <= 512, "4 <= width <= 512");
        require(
                "image-size",
                imageSize,
                imageSize >= 32 && imageSize <= 512 && imageSize % 32 == 0,
                "a multiple of 32, 32 <= image-size <= 512");
        int stages = Stages.count(imageSize);
        require(
                "decoder-stage",
                decoderStage,
                decoderStage >= 1 && decoderStage <= stages,
                "1 <= decoder-stage <= " + stages);
        require("channels", channels, channels == 1 || channels == 3, "1 or 3");
        require("classes", classes, classes >= 2, "classes >= 2");
    }

    /** Adds what JSON of an earlier version does not say. */
    public static void complete(ObjectNode json) {
        json.putIfAbsent("normalisation", TextNode.valueOf(Normalisation.IMAGE.name()));
    }

    @Override
    public DenoisingCnn network(Parameters parameters) {
        return new DenoisingCnn(this, parameters);
    }

    @Override
    public Map<String, Object> settings() {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("backbone", backbone.toString());
        settings.put("width", width);
        settings.put("decoder-stage", decoderStage);
        settings.put("image-size", imageSize);
        settings.put("normalise", normalisation.toString());
        return settings;
    }

    @Override
    public Map<String, String> entries() {
        return Map.of(KEY, new ObjectMapper().valueToTree(this).toString());
    }

    @Override
    public int stages() {
        return Stages.count(imageSize);
    }

    private static void require(String name, int value, boolean holds, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + expected + ")");
        }
    }
}
