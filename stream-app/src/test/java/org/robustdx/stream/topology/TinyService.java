package org.robustdx.stream.topology;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.inference.model.Device;
import org.robustdx.inference.model.DeviceUnavailableException;
import org.robustdx.inference.model.InvalidModelException;
import org.robustdx.inference.model.OnnxModel;
import org.robustdx.inference.pipeline.InferencePipeline;
import org.robustdx.inference.pipeline.PipelineListener;
import org.robustdx.inference.pipeline.PipelineOptions;
import org.robustdx.inference.verdict.VerdictPolicy;
import org.robustdx.stream.Samples;
import org.robustdx.stream.diagnosis.Diagnostician;
import org.robustdx.stream.diagnosis.OutcomeCache;
import org.robustdx.stream.diagnosis.PipelineDiagnostician;
import org.robustdx.stream.diagnosis.ServedModel;

/** The model of {@link Samples} in a real session, and the pipeline in front of it. */
record TinyService(ServedModel model, InferencePipeline pipeline) implements AutoCloseable {

    /** Writes the model to the folder and opens it; images are batched by up to four, without delay. */
    static TinyService start(Path folder) throws IOException, InvalidModelException, DeviceUnavailableException {
        return start(folder, DecodeLimits.ofDefaults());
    }

    /** As {@link #start(Path)}, with these limits on images. */
    static TinyService start(Path folder, DecodeLimits limits)
            throws IOException, InvalidModelException, DeviceUnavailableException {
        return open(Samples.model(folder), limits);
    }

    /** As {@link #start(Path)}, with a scope detector that does not know white images, and prediction sets. */
    static TinyService startScoped(Path folder) throws IOException, InvalidModelException, DeviceUnavailableException {
        return open(Samples.scopedModel(folder), DecodeLimits.ofDefaults());
    }

    /** As {@link #startScoped}, for DICOM images of some attributes only. */
    static TinyService startForDicom(Path folder)
            throws IOException, InvalidModelException, DeviceUnavailableException {
        return open(Samples.dicomModel(folder), DecodeLimits.ofDefaults());
    }

    private static TinyService open(Path file, DecodeLimits limits)
            throws InvalidModelException, DeviceUnavailableException {
        ServedModel model = ServedModel.of(OnnxModel.open(file, new OnnxModel.Options(Device.CPU, 1)));
        return new TinyService(
                model,
                new InferencePipeline(
                        model.engine(),
                        new VerdictPolicy(0.01),
                        limits,
                        new PipelineOptions(4, Duration.ZERO, 1, 1),
                        PipelineListener.NONE));
    }

    /** Returns what diagnoses by it, and remembers so many answers. */
    Diagnostician diagnostician(int remembered) {
        return new PipelineDiagnostician(pipeline, model.identity(), new OutcomeCache(remembered));
    }

    @Override
    public void close() {
        pipeline.close();
        model.close();
    }
}
