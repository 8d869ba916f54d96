package org.robustdx.trainer.model.backbone;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.nd4j.autodiff.samediff.SDVariable;
import org.robustdx.trainer.nn.Layers;

/** The backbones that there are, each with as many stages as the image has room for. */
public enum Backbones implements Backbone {
    /** Residual network of basic blocks, two a stage (ResNet-18 of He et al., 2016). */
    RESNET(new ResNet()),
    /** Residual network of bottleneck blocks (ResNet-50 of He et al., 2016). */
    RESNET_BOTTLENECK(new BottleneckResNet()),
    /** Plain convolutions (VGG-16 of Simonyan and Zisserman, 2015). */
    VGG(new Vgg()),
    /** Densely connected blocks (DenseNet-BC of Huang et al., 2017). */
    DENSENET(new DenseNet()),
    /** Branches of factorised convolutions side by side (Inception-v3 of Szegedy et al., 2016). */
    INCEPTION(new Inception());

    private final Backbone backbone;

    Backbones(Backbone backbone) {
        this.backbone = backbone;
    }

    /**
     * Returns the backbone of a name, such as {@code resnet-bottleneck}.
     *
     * @throws IllegalArgumentException if there is none; the message lists the names
     */
    public static Backbones of(String name) {
        for (Backbones backbone : values()) {
            if (backbone.toString().equalsIgnoreCase(name)) {
                return backbone;
            }
        }
        throw new IllegalArgumentException("backbone: " + name + " (expected: one of "
                + Arrays.stream(values()).map(Backbones::toString).collect(Collectors.joining(", ")) + ")");
    }

    @Override
    public List<Stage> forward(Layers layers, SDVariable x, int channels, int width, int imageSize) {
        return backbone.forward(layers, x, channels, width, imageSize);
    }

    /** Returns its name on the command line and in files, such as {@code resnet-bottleneck}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
