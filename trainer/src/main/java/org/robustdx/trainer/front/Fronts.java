package org.robustdx.trainer.front;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** All fronts, with their default settings. A new front is registered here. */
public enum Fronts {
    /** The model's own decoder: the classifier sees its reconstruction. */
    DECODER(o -> new OwnDecoder(), Map.of()),
    /** Feature squeezing: fewer bits, then a median filter (Xu et al., NDSS 2018). */
    SQUEEZING(o -> new Squeezing(o.count(FrontSetting.BITS)), Map.of(FrontSetting.BITS, 5.0)),
    /** JPEG compression (Dziugaite et al., 2016). */
    JPEG(o -> new JpegCompression(o.count(FrontSetting.QUALITY)), Map.of(FrontSetting.QUALITY, 75.0)),
    /** High-level representation guided denoiser, guided by the clean pixels (Liao et al., CVPR 2018). */
    HGD_PIXEL(o -> guided(o, GuidedDenoiser.Guide.PIXELS), guided()),
    /** The same, guided by the classifier's logits. */
    HGD_LOGIT(o -> guided(o, GuidedDenoiser.Guide.LOGITS), guided()),
    /** The same, guided by the classifier's high-level features. */
    HGD_FEATURE(o -> guided(o, GuidedDenoiser.Guide.FEATURES), guided()),
    /** MagNet's reformer, with MagNet's detectors (Meng and Chen, CCS 2017). */
    MAGNET(
            o -> new MagNet(o.count(FrontSetting.FRONT_WIDTH), o.number(FrontSetting.FRONT_NOISE)),
            Map.of(FrontSetting.FRONT_WIDTH, 16.0, FrontSetting.FRONT_NOISE, 0.025)),
    /** Perturbation rectifying network against universal perturbations, with its detector (Akhtar et al., CVPR 2018). */
    RECTIFIER(
            o -> new Rectifier(
                    o.count(FrontSetting.FRONT_WIDTH),
                    o.number(FrontSetting.FRONT_EPSILON),
                    o.count(FrontSetting.FRONT_STEPS),
                    o.count(FrontSetting.PERTURBATIONS)),
            Map.of(
                    FrontSetting.FRONT_WIDTH, 16.0,
                    FrontSetting.FRONT_EPSILON, 10.0,
                    FrontSetting.FRONT_STEPS, 50.0,
                    FrontSetting.PERTURBATIONS, 20.0));

    private final Function<FrontOptions, Front> maker;
    private final Map<FrontSetting, Double> defaults;

    Fronts(Function<FrontOptions, Front> maker, Map<FrontSetting, Double> defaults) {
        this.maker = maker;
        Map<FrontSetting, Double> ordered = new EnumMap<>(FrontSetting.class);
        ordered.putAll(defaults);
        this.defaults = Collections.unmodifiableMap(ordered);
    }

    private static Map<FrontSetting, Double> guided() {
        return Map.of(FrontSetting.FRONT_WIDTH, 16.0, FrontSetting.FRONT_EPSILON, 8.0, FrontSetting.FRONT_STEPS, 4.0);
    }

    private static Front guided(FrontOptions o, GuidedDenoiser.Guide guide) {
        return new GuidedDenoiser(
                guide,
                o.count(FrontSetting.FRONT_WIDTH),
                o.number(FrontSetting.FRONT_EPSILON),
                o.count(FrontSetting.FRONT_STEPS));
    }

    Front create(FrontOptions options) {
        return maker.apply(options);
    }

    /** Returns the settings of this front with their default values, in the order of {@link FrontSetting}. */
    public Map<FrontSetting, Double> defaults() {
        return defaults;
    }

    /** Returns the name on the command line and in files. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
