package org.robustdx.stream.diagnosis;

import java.util.List;
import java.util.Optional;
import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.inference.image.DecodeResult;
import org.robustdx.inference.image.ImageDecoders;
import org.robustdx.inference.image.PerceptualHash;
import org.robustdx.inference.image.Raster;
import org.robustdx.inference.model.ModelMetadata;
import org.robustdx.inference.model.OnnxModel;
import org.robustdx.inference.model.Reading;
import org.robustdx.inference.verdict.Assessment;
import org.robustdx.inference.verdict.VerdictPolicy;
import org.robustdx.stream.deadletter.Reason;
import org.robustdx.stream.deadletter.Refusal;

/** Diagnoses one image after the other with an ONNX model; flagged images are read again after denoising. */
public final class ModelDiagnostician implements Diagnostician {
    private static final double NANOS_PER_MILLI = 1e6;
    private static final long KNOWN_OVERHEAD = 1024;

    private final OnnxModel model;
    private final VerdictPolicy policy;
    private final DecodeLimits limits;
    private final ImageDecoders decoders = ImageDecoders.standard();
    private final ModelIdentity identity;
    private final OutcomeCache cache = new OutcomeCache(OutcomeCache.DEFAULT_BYTES, ModelDiagnostician::weight);

    /**
     * Creates an engine on an open model, which the caller closes after the last use.
     *
     * @param model the model
     * @param policy when an image counts as flagged
     * @param limits limits on what is decoded
     */
    public ModelDiagnostician(OnnxModel model, VerdictPolicy policy, DecodeLimits limits) {
        this.model = model;
        this.policy = policy;
        this.limits = limits;
        ModelMetadata metadata = model.metadata();
        this.identity = new ModelIdentity(
                model.name(),
                metadata.properties().getOrDefault("git_revision", ""),
                model.sha256(),
                metadata.task(),
                metadata.classes(),
                metadata.detectors());
    }

    @Override
    public ModelIdentity model() {
        return identity;
    }

    @Override
    public Outcome diagnose(byte[] content) {
        long start = System.nanoTime();
        String sha256 = Fingerprint.sha256(content);
        Optional<Outcome.Diagnosed> known = cache.get(sha256);
        if (known.isPresent()) {
            return known.get();
        }
        DecodeResult decoded = decoders.decode(content, limits);
        if (decoded instanceof DecodeResult.Refused refused) {
            return new Outcome.Refused(
                    Refusal.of(reason(refused.reason()), DecodeResult.Refused.class, refused.message()));
        }
        Raster input = model.prepare(((DecodeResult.Decoded) decoded).raster());
        long ready = System.nanoTime();
        Reading reading = model.run(List.of(input)).get(0);
        Assessment assessment = policy.assess(model.metadata(), reading, model::run);
        long done = System.nanoTime();
        Outcome.Diagnosed outcome = new Outcome.Diagnosed(
                reading,
                assessment,
                (ready - start) / NANOS_PER_MILLI,
                (done - ready) / NANOS_PER_MILLI,
                new Fingerprint(sha256, PerceptualHash.of(input)));
        cache.put(outcome);
        return outcome;
    }

    private static long weight(Outcome.Diagnosed outcome) {
        return KNOWN_OVERHEAD + outcome.reading().denoised().pixels().length;
    }

    private static Reason reason(DecodeResult.Reason reason) {
        return switch (reason) {
            case EMPTY -> Reason.CONTENT_EMPTY;
            case UNKNOWN_FORMAT -> Reason.CONTENT_UNKNOWN_FORMAT;
            case UNSUPPORTED -> Reason.CONTENT_UNSUPPORTED;
            case LIMIT -> Reason.CONTENT_LIMIT;
            case CORRUPT -> Reason.CONTENT_CORRUPT;
            case NOT_AN_IMAGE -> Reason.CONTENT_NOT_AN_IMAGE;
        };
    }
}
