package org.robustdx.trainer.model.backbone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.robustdx.trainer.TinyModels;
import org.robustdx.trainer.data.Dataset;
import org.robustdx.trainer.export.OnnxExporter;
import org.robustdx.trainer.export.OnnxRun;
import org.robustdx.trainer.model.ModelSpec;
import org.robustdx.trainer.model.Normalisation;
import org.robustdx.trainer.model.ServedGraph;
import org.robustdx.trainer.modelfile.SavedModel;
import org.robustdx.trainer.modelfile.Verifier;
import org.robustdx.trainer.nn.Layers;
import org.robustdx.trainer.nn.Layout;
import org.robustdx.trainer.nn.Parameters;
import org.robustdx.trainer.nn.Results;
import org.robustdx.trainer.train.Checkpoint;
import org.robustdx.trainer.train.EpochReport;
import org.robustdx.trainer.train.TrainingListener;

/** What every backbone promises; a new one is tried here by being in the registry. */
@ParameterizedClass
@EnumSource(Backbones.class)
class BackboneCompatibilityKitTest {
    @Parameter
    Backbones backbone = Backbones.RESNET;

    private final SameDiff sd = Layers.newGraph();
    private final Parameters parameters = new Parameters(1);

    @ParameterizedTest
    @ValueSource(ints = {32, 64, 96, 128, 224})
    void firstStageIsAtAQuarterOfTheSideAndEachFurtherOneAtHalfOfTheOneBefore(int side) {
        List<Backbone.Stage> stages = forward(1, 4, side);
        sd.setLossVariables(stages.get(stages.size() - 1).images().sum().name());
        INDArray image = images(side == 224 ? 1 : 2, 1, side);
        String[] names = stages.stream().map(stage -> stage.images().name()).toArray(String[]::new);
        Map<String, INDArray> outputs = sd.output(Map.of("x", image), names);

        assertThat(stages).hasSize(Stages.count(side)).hasSizeGreaterThanOrEqualTo(2);
        for (int i = 0; i < names.length; i++) {
            // The floor, or the ceiling where a side is odd.
            INDArray images = Results.get(outputs, names[i]);
            assertThat(images.shape()).startsWith(image.size(0), stages.get(i).channels());
            assertThat(images.size(2)).isEqualTo(images.size(3)).isEqualTo(side / (4 << i));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void gradientReachesEveryParameter(int channels) {
        // From 64 on there is a stage between the first and the last.
        SDVariable pooled = pooled(channels, 8, 64);
        SDVariable loss = sd.math().square(pooled).sum();
        sd.setLossVariables(loss.name());
        List<String> names = new ArrayList<>(parameters.arrays().keySet());
        Map<String, INDArray> gradients = sd.calculateGradients(Map.of("x", images(2, channels, 64)), names);

        assertThat(names).isNotEmpty();
        for (String name : names) {
            assertThat(Results.get(gradients, name).amaxNumber().doubleValue())
                    .as(name)
                    .isFinite()
                    .isPositive();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {32, 64})
    void imageIsReadTheSameAloneAndInABatch(int side) {
        SDVariable pooled = pooled(3, 4, side);
        INDArray both = images(2, 3, side);
        INDArray second = both.slice(1).dup('c').reshape(1, 3, side, side);
        INDArray together = sd.outputSingle(Map.of("x", both), pooled.name());
        INDArray alone = sd.outputSingle(Map.of("x", second), pooled.name());

        assertThat(together.getRow(1).sub(alone.getRow(0)).amaxNumber().doubleValue())
                .isLessThan(1e-5);
    }

    @Test
    void featuresAreTheSameInEitherLayout() {
        SDVariable x = sd.constant(images(2, 3, 64));
        Layers first = new Layers(sd, parameters, Layout.NCHW);
        Layers last = new Layers(sd, parameters, Layout.NHWC);
        List<Backbone.Stage> channelsFirst = backbone.forward(first, x, 3, 6, 64);
        List<Backbone.Stage> channelsLast = backbone.forward(last, last.enter(x), 3, 6, 64);

        for (int i = 0; i < channelsFirst.size(); i++) {
            requireClose(
                    last.leave(channelsLast.get(i).images()).eval(),
                    channelsFirst.get(i).images().eval(),
                    1e-5);
        }
    }

    @Test
    void trainingLowersTheLossAndTheFileSaysWhatTheTrainedGraphSays(@TempDir Path dir) throws Exception {
        trainsAndExports(1, dir);
    }

    @Test
    void decoderHangsOffALaterStageJustAsWell(@TempDir Path dir) throws Exception {
        trainsAndExports(2, dir);
    }

    private void trainsAndExports(int decoderStage, Path dir) throws Exception {
        List<Double> losses = new ArrayList<>();
        TrainingListener listener = new TrainingListener() {
            @Override
            public void epoch(EpochReport report) {
                losses.add(report.losses().total());
            }
        };
        ModelSpec spec = new ModelSpec(backbone, 6, decoderStage, TinyModels.SIDE, 3, 3, Normalisation.FIXED);
        Checkpoint trained = TinyModels.trainer(dir, listener).run(spec, TinyModels.options(6, 8));
        ServedGraph served = SavedModel.of(trained).servedGraph(TinyModels.detectors());
        byte[] file = OnnxExporter.export(served, "1", Map.of()).toByteArray();
        Dataset phantoms = TinyModels.phantoms(3, 6);
        byte[] pixels = phantoms.batchNhwc(new int[] {0, 1, 2, 3, 4, 5});
        INDArray image = uint8(pixels, 6, TinyModels.SIDE, TinyModels.SIDE, 3);
        Map<String, float[]> exported = OnnxRun.served(file, pixels, image.shape(), Set.copyOf(ServedGraph.OUTPUTS));

        assertThat(losses).hasSize(6);
        assertThat(losses.get(5)).as("losses %s", losses).isLessThan(0.95 * losses.get(0));
        Map<String, INDArray> expected = served.run(image);
        for (String output : ServedGraph.OUTPUTS) {
            INDArray array = Results.get(expected, output);
            requireClose(Nd4j.createFromArray(exported.get(output)).reshape(array.shape()), array, Verifier.TOLERANCE);
        }
    }

    private static INDArray uint8(byte[] bytes, long... shape) {
        int[] values = new int[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            values[i] = bytes[i] & 0xFF;
        }
        return Nd4j.createFromArray(values).castTo(DataType.UINT8).reshape(shape);
    }

    private static void requireClose(INDArray actual, INDArray expected, double tolerance) {
        assertThat(actual.shape()).isEqualTo(expected.shape());
        assertThat(actual.sub(expected).amaxNumber().doubleValue()).isLessThan(tolerance);
    }

    private SDVariable pooled(int channels, int width, int side) {
        List<Backbone.Stage> stages = forward(channels, width, side);
        return new Layers(sd, parameters, Layout.NCHW)
                .pool(stages.get(stages.size() - 1).images());
    }

    private List<Backbone.Stage> forward(int channels, int width, int side) {
        SDVariable x = sd.placeHolder("x", DataType.FLOAT, -1, channels, side, side);
        return backbone.forward(new Layers(sd, parameters, Layout.NCHW), x, channels, width, side);
    }

    private static INDArray images(int n, int channels, int side) {
        double[] values =
                new Random(3).doubles((long) n * channels * side * side, -1, 1).toArray();
        return Nd4j.createFromArray(values).castTo(DataType.FLOAT).reshape(n, channels, side, side);
    }
}
