package org.robustdx.lab.graph;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.inference.image.DecodeResult;
import org.robustdx.inference.image.Raster;
import org.robustdx.inference.image.formats.ImageDecoders;
import org.robustdx.inference.model.BatchEngine;
import org.robustdx.inference.model.Device;
import org.robustdx.inference.model.ModelMetadata;
import org.robustdx.inference.model.OutputCheck;
import org.robustdx.inference.model.Reading;
import org.robustdx.inference.model.ScopeRule;
import org.robustdx.inference.verdict.FirstPass;
import org.robustdx.inference.verdict.VerdictPolicy;
import org.robustdx.lab.bench.Median;
import org.robustdx.lab.images.EncodedImages;
import org.robustdx.onnx.ModelProto;
import org.robustdx.onnx.OnnxFiles;
import org.robustdx.stream.app.StreamApp;
import org.robustdx.stream.diagnosis.ServedModel;

/**
 * Measures what a served model file costs in ONNX Runtime on one CPU thread, compared with its classifier alone, and which nodes cost it.
 *
 * <p>The classifier is the part of the file that computes the logits. File and classifier run in turn, block by block. The medians of the blocks and
 * the median of the ratios count: what slows the machine down for a while slows both.
 */
public final class GraphBench {
    private static final double BLOCK_MILLIS = 100;
    private static final int WARM_UP = 5;
    private static final int MOST_RUNS = 1000;

    private final GraphSettings settings;
    private final PrintWriter out;

    /** Creates a benchmark that prints its results to {@code out}. */
    public GraphBench(GraphSettings settings, PrintWriter out) {
        this.settings = settings;
        this.out = out;
    }

    /**
     * Runs all measurements and returns the results by name.
     *
     * @throws org.robustdx.kafka.UserException if the model is invalid, or there is no image
     */
    public Map<String, Object> run() throws IOException {
        List<Raster> images = new ArrayList<>();
        ModelMetadata metadata;
        double runTwice;
        try (ServedModel model = StreamApp.open(settings.model(), Device.CPU, 1)) {
            BatchEngine engine = model.engine();
            metadata = engine.metadata();
            EncodedImages encoded = EncodedImages.of(settings.images(), DecodeLimits.ofDefaults());
            for (int i = 0; i < encoded.size(); i++) {
                images.add(engine.prepare(decoded(encoded.content(i))));
            }
            runTwice = flagged(engine, images) / (double) images.size();
        }
        byte[] content = Files.readAllBytes(settings.model());
        ModelProto file = OnnxFiles.parse(content);
        Parts parts = Parts.of(
                file.getGraph(),
                metadata.detectors(),
                metadata.calibration()
                        .scope()
                        .map(ScopeRule::detectors)
                        .map(Set::copyOf)
                        .orElse(Set.of()));
        List<Raster> batch = new ArrayList<>();
        for (int i = 0; i < settings.batch(); i++) {
            batch.add(images.get(i % images.size()));
        }
        byte[] classifier = CutGraph.of(file, Set.of("logits")).toByteArray();
        Medians medians = medians(content, classifier, batch);
        GraphReport report = new GraphReport(
                settings.batch(),
                images.size(),
                medians.file(),
                medians.classifier(),
                medians.ratio(),
                runTwice,
                GraphCosts.measure(file, parts, batch));
        report.print(out);
        return report.json();
    }

    private static Raster decoded(byte[] content) {
        DecodeResult result = ImageDecoders.standard().decode(content, DecodeLimits.ofDefaults());
        return ((DecodeResult.Decoded) result).raster(); // Images that cannot be decoded have been left out.
    }

    /** Returns how many images the app would run a second time, after denoising. */
    private static int flagged(BatchEngine engine, List<Raster> images) {
        ModelMetadata metadata = engine.metadata();
        VerdictPolicy policy = VerdictPolicy.of(metadata);
        int flagged = 0;
        try (BatchEngine.Batch one = engine.batch(1)) {
            for (Raster image : images) {
                one.put(0, image);
                one.run();
                OutputCheck.check(one.logits(0), one.probabilities(0), one.scores(0));
                FirstPass pass = policy.firstPass(
                        metadata, VerdictPolicy.pValues(metadata, one.scores(0)), Reading.label(one.logits(0)));
                flagged += pass instanceof FirstPass.Flagged ? 1 : 0;
            }
        }
        return flagged;
    }

    /** Median processor times per image, in milliseconds, and the median of their ratios in each round. */
    private record Medians(double file, double classifier, double ratio) {}

    private Medians medians(byte[] content, byte[] classifierAlone, List<Raster> batch) {
        double[] file = new double[settings.rounds()];
        double[] classifier = new double[settings.rounds()];
        double[] ratio = new double[settings.rounds()];
        try (TimedSession whole = TimedSession.open(content, batch, Optional.empty());
                TimedSession alone = TimedSession.open(classifierAlone, batch, Optional.empty())) {
            int wholeRuns = runsPerBlock(whole);
            int aloneRuns = runsPerBlock(alone);
            for (int i = 0; i < settings.rounds(); i++) {
                file[i] = whole.millisPerImage(wholeRuns);
                classifier[i] = alone.millisPerImage(aloneRuns);
                ratio[i] = file[i] / classifier[i];
            }
        }
        return new Medians(Median.of(file), Median.of(classifier), Median.of(ratio));
    }

    /** Warms a session up, and returns how many of its runs take about a block's time. */
    private int runsPerBlock(TimedSession session) {
        session.millisPerImage(WARM_UP);
        double run = session.millisPerImage(WARM_UP) * settings.batch();
        return (int) Math.max(1, Math.min(MOST_RUNS, BLOCK_MILLIS / Math.max(run, 1e-3)));
    }
}
