package org.robustdx.trainer.front;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.robustdx.trainer.TinyModels;
import org.robustdx.trainer.detect.Detector;
import org.robustdx.trainer.export.OnnxExporter;
import org.robustdx.trainer.importer.ImportedNetwork;
import org.robustdx.trainer.model.ClassifierGraph;
import org.robustdx.trainer.model.DenoisingCnn;
import org.robustdx.trainer.model.ModelSpec;
import org.robustdx.trainer.model.Normalisation;
import org.robustdx.trainer.model.ServedGraph;
import org.robustdx.trainer.model.backbone.Backbones;
import org.robustdx.trainer.nn.Layers;
import org.robustdx.trainer.nn.Layout;
import org.robustdx.trainer.nn.Parameters;
import org.robustdx.trainer.nn.Results;
import org.robustdx.trainer.plan.GraphRunner;

/** The contract of every front. A new front is tested here because it is registered. */
@ParameterizedClass
@EnumSource(Fronts.class)
class FrontCompatibilityKitTest {
    @Parameter
    Fronts kind = Fronts.JPEG;

    private FrontOptions options() {
        Map<FrontSetting, Double> small = new EnumMap<>(FrontSetting.class);
        small.put(FrontSetting.FRONT_WIDTH, 2.0);
        small.put(FrontSetting.FRONT_STEPS, 2.0);
        small.put(FrontSetting.PERTURBATIONS, 3.0);
        small.keySet().retainAll(kind.defaults().keySet());
        return new FrontOptions(kind, small);
    }

    private FrontTraining.Result trained(DenoisingCnn model, int epochs) throws InterruptedException {
        return new FrontTraining(
                        model,
                        options().create(),
                        TinyModels.phantoms(1, 8),
                        new FrontTraining.Options(epochs, 4, 0.01, 1),
                        line -> {})
                .run();
    }

    @Test
    void hasItsNameAndRefusesSettingsOfOthers() {
        assertThat(options().create().name()).isEqualTo(kind.toString());
        for (FrontSetting setting : FrontSetting.values()) {
            if (!kind.defaults().containsKey(setting)) {
                assertThatThrownBy(() -> new FrontOptions(kind, Map.of(setting, 1.0)))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageStartingWith(setting.id() + ": unknown to --front " + kind);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Backbones.class)
    void repairsImagesOfEveryBackboneInBothLayoutsAndTwiceInAGraph(Backbones backbone) {
        DenoisingCnn model = new DenoisingCnn(
                new ModelSpec(backbone, 4, 1, TinyModels.SIDE, 1, 3, Normalisation.IMAGE), new Parameters(3));
        Front front = options().create();
        INDArray pixels = TinyModels.pixels(2, 1, DataType.FLOAT, 1);
        Parameters weights = new Parameters(5);
        List<INDArray> repaired = new ArrayList<>();
        for (Layout layout : Layout.values()) {
            Layers layers = new Layers(Layers.newGraph(), weights, layout);
            SDVariable x = layers.sd().placeHolder("x", DataType.FLOAT, -1, 1, TinyModels.SIDE, TinyModels.SIDE);
            SDVariable once = front.add(layers, model, x);
            String twice = front.add(layers, model, once).name();
            try (GraphRunner runner = GraphRunner.ofOutputs(layers.sd(), List.of(once.name(), twice))) {
                Map<String, INDArray> results = runner.run(Map.of("x", pixels)).outputs();
                repaired.add(Results.get(results, once.name()).dup());
                assertThat(Results.get(results, twice).shape()).isEqualTo(pixels.shape());
            }
        }

        assertThat(repaired.get(0).shape()).isEqualTo(pixels.shape());
        assertThat(repaired.get(0).minNumber().doubleValue()).isGreaterThanOrEqualTo(0);
        assertThat(repaired.get(0).maxNumber().doubleValue()).isLessThanOrEqualTo(1 + 1e-6);
        assertThat(repaired.get(0).sub(repaired.get(1)).amaxNumber().doubleValue())
                .isLessThan(1e-3);
    }

    @Test
    void trainingChangesTheFrontAndLeavesTheClassifierAsItIs() throws InterruptedException {
        DenoisingCnn model = TinyModels.model(3, 3, DataType.FLOAT);
        new ClassifierGraph(model);
        Map<String, INDArray> before = model.parameters().snapshot();
        FrontTraining.Result once = trained(model, 1);
        FrontTraining.Result more = trained(model, 2);

        before.forEach(
                (name, array) -> assertThat(Results.get(model.parameters().arrays(), name))
                        .as(name)
                        .isEqualTo(array));
        assertThat(once.weights().arrays().keySet()).allMatch(name -> name.startsWith(Front.PREFIX));
        if (options().create().trained()) {
            assertThat(once.weights().arrays()).isNotEmpty();
            assertThat(once.weights().arrays()).isNotEqualTo(more.weights().arrays());
            assertThat(trained(model, 1).weights().arrays())
                    .isEqualTo(once.weights().arrays());
        }
    }

    @Test
    void isServedFromTheFileAndAttackedThroughItAsInTheTrainersGraph() throws Exception {
        DenoisingCnn model = TinyModels.model(3, 3, DataType.FLOAT);
        FrontTraining.Result trained = trained(model, 1);
        FrontedNetwork network = new FrontedNetwork(model, options().create(), trained.weights());
        List<Detector> detectors = new ArrayList<>(TinyModels.detectors());
        detectors.addAll(trained.detectors());
        byte[] file = OnnxExporter.export(new ServedGraph(network, detectors), "1", Map.of())
                .toByteArray();
        ImportedNetwork imported = ImportedNetwork.of(file, network.places().toJson(), TinyModels.SIDE, 3, 3);
        INDArray images = bytes();
        Map<String, INDArray> direct = copies(new ServedGraph(network, detectors).run(images));
        Map<String, INDArray> again = copies(new ServedGraph(imported, detectors).run(images));

        for (String output : ServedGraph.OUTPUTS) {
            double size = Math.max(1, Results.get(direct, output).amaxNumber().doubleValue());
            assertThat(Results.get(again, output)
                                    .sub(Results.get(direct, output))
                                    .amaxNumber()
                                    .doubleValue()
                            / size)
                    .as(output)
                    .isLessThan(1e-3);
        }
        INDArray pixels = TinyModels.pixels(2, 3, DataType.FLOAT, 4);
        INDArray weights = Nd4j.createFromArray(new float[][] {{1, -1, 0}, {0, 1, -1}});
        INDArray gradient = new ClassifierGraph(network).logitsGradient(pixels, weights);
        INDArray ofFile = new ClassifierGraph(imported).logitsGradient(pixels, weights);
        double size = gradient.amaxNumber().doubleValue();

        assertThat(size).as("an attack needs the gradient through the front").isGreaterThan(1e-8);
        assertThat(ofFile.sub(gradient).amaxNumber().doubleValue()).isLessThan(0.01 * size);
    }

    private static Map<String, INDArray> copies(Map<String, INDArray> outputs) {
        Map<String, INDArray> copies = new HashMap<>();
        outputs.forEach((name, array) -> copies.put(name, array.dup()));
        return copies;
    }

    private static INDArray bytes() {
        return TinyModels.pixels(2, 3, DataType.FLOAT, 2)
                .permute(0, 2, 3, 1)
                .mul(255)
                .castTo(DataType.UINT8)
                .dup('c');
    }

    @Test
    void secondFrontBeforeAFrontIsRefused() throws InterruptedException {
        DenoisingCnn model = TinyModels.model(3, 3, DataType.FLOAT);
        Front front = options().create();
        FrontedNetwork fronted =
                new FrontedNetwork(model, front, trained(model, 1).weights());

        assertThatThrownBy(() -> new FrontedNetwork(fronted, front, new Parameters(1)))
                .hasMessage("front: the model has one (expected: a model without a front)");
    }
}
