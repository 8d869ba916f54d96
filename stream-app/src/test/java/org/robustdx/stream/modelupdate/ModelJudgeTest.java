package org.robustdx.stream.modelupdate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.inference.model.Device;
import org.robustdx.inference.model.OnnxModel;
import org.robustdx.inference.model.TinyModels;
import org.robustdx.inference.pipeline.InferencePipeline;
import org.robustdx.inference.pipeline.PipelineListener;
import org.robustdx.inference.pipeline.PipelineOptions;
import org.robustdx.inference.verdict.VerdictPolicy;
import org.robustdx.onnx.AttributeProto;
import org.robustdx.onnx.GraphProto;
import org.robustdx.onnx.ModelProto;
import org.robustdx.onnx.NodeProto;
import org.robustdx.schemas.ImageEvent;
import org.robustdx.schemas.ModelAnnouncement;
import org.robustdx.stream.Samples;
import org.robustdx.stream.SignedModels;
import org.robustdx.stream.config.ModelUpdates;
import org.robustdx.stream.config.TaskPolicies;
import org.robustdx.stream.diagnosis.ModelSwitch;
import org.robustdx.stream.diagnosis.OutcomeCache;
import org.robustdx.stream.diagnosis.RunningModel;
import org.robustdx.stream.diagnosis.ServedModel;
import org.robustdx.stream.modelupdate.ModelRefusal.Reason;

/** Each reason for which a real model is refused, beside a real model in use. */
class ModelJudgeTest {
    private static final OnnxModel.Options CPU = new OnnxModel.Options(Device.CPU, 1);
    private static final VerdictPolicy POLICY = new VerdictPolicy(0.01);

    @TempDir
    private Path folder = Path.of("");

    private Optional<SignedModels> models = Optional.empty();
    private Optional<ModelSwitch> running = Optional.empty();

    @BeforeEach
    void run() throws Exception {
        models = Optional.of(SignedModels.in(folder));
        Path canary = Files.createDirectory(folder.resolve("canary"));
        for (int i = 0; i < 4; i++) {
            Files.write(canary.resolve(i + ".png"), Samples.clean());
        }
        Files.writeString(canary.resolve("readme.txt"), "no image");
        ServedModel first = ServedModel.of(OnnxModel.open(Samples.model(folder), CPU));
        running =
                Optional.of(new ModelSwitch(RunningModel.start(first, ModelJudgeTest::pipeline, new OutcomeCache(0))));
    }

    @AfterEach
    void close() {
        running.orElseThrow().close(Duration.ofSeconds(10));
    }

    private static InferencePipeline pipeline(ServedModel model) {
        return new InferencePipeline(
                model.engine(),
                POLICY,
                DecodeLimits.ofDefaults(),
                new PipelineOptions(4, Duration.ZERO, 1, 1),
                PipelineListener.NONE);
    }

    private ModelJudge judge(ModelUpdates updates, CanaryImages canaries, double leastPerSecond) {
        return new ModelJudge(
                ModelLoader.of(updates, CPU),
                running.orElseThrow(),
                canaries,
                new ModelJudge.Rules(TaskPolicies.of(0.01), updates.canaryDisagreement(), leastPerSecond, 0),
                ModelJudgeTest::pipeline);
    }

    private ModelUpdates updates(long maxBytes) {
        ModelUpdates last = models.orElseThrow().updates(8);
        return new ModelUpdates(last.keys(), last.root(), maxBytes, Optional.of(folder.resolve("canary")), 8, 0.25);
    }

    private ModelJudge.Judgement judged(ModelAnnouncement announcement) {
        ModelUpdates updates = updates(1 << 20);
        return judge(updates, CanaryImages.of(updates), 0).judge(announcement);
    }

    private ModelAnnouncement announced(Change change) throws Exception {
        SignedModels signing = models.orElseThrow();
        return signing.signed(signing.unsigned(signing.model("2", change::of), "2"));
    }

    private interface Change {
        void of(ModelProto.Builder model);
    }

    private static void assertRefused(ModelJudge.Judgement judgement, Reason reason, String message) {
        assertThat(judgement).isInstanceOfSatisfying(ModelJudge.Judgement.Refused.class, refused -> {
            assertThat(refused.refusal().reason())
                    .as(refused.refusal().message())
                    .isEqualTo(reason);
            assertThat(refused.refusal().message()).contains(message);
        });
    }

    @Test
    void shouldAcceptAModelWithTheSameAnswers() throws Exception {
        ModelAnnouncement announcement = announced(model -> {});
        assertThat(judged(announcement)).isInstanceOfSatisfying(ModelJudge.Judgement.Accepted.class, accepted -> {
            assertThat(accepted.model().model().identity().name()).isEqualTo("tiny");
            assertThat(accepted.model().model().identity().version()).isEqualTo("2");
            assertThat(accepted.model().model().identity().sha256()).isEqualTo(announcement.getSha256());
            assertThat(accepted.message()).contains("4 canary images: 0 with another label");
            accepted.model().close(Duration.ofSeconds(10));
        });
    }

    @Test
    void shouldAcceptOtherDetectors() throws Exception {
        SignedModels signing = models.orElseThrow();
        ModelProto.Builder two = TinyModels.valid(8, 8, 1, List.of("bright", "dark"), List.of("brightness", "more"));
        Path file = TinyModels.write(signing.root().resolve("two.onnx"), two, model -> {});
        assertThat(judged(signing.signed(signing.unsigned(file, "2"))))
                .isInstanceOfSatisfying(ModelJudge.Judgement.Accepted.class, accepted -> accepted.model()
                        .close(Duration.ofSeconds(10)));
    }

    @Test
    void shouldRefuseAnInvalidSignatureOrAnUnknownKey() throws Exception {
        ModelAnnouncement good = announced(model -> {});
        assertRefused(
                judged(ModelAnnouncement.newBuilder(good).setVersion("3").build()), Reason.BAD_SIGNATURE, "signature");
        assertRefused(
                judged(models.orElseThrow()
                        .signed(ModelAnnouncement.newBuilder(good).setKeyName("other"))),
                Reason.UNKNOWN_KEY,
                "no key");
        assertRefused(
                judged(models.orElseThrow()
                        .signed(ModelAnnouncement.newBuilder(good).setName(""))),
                Reason.MALFORMED_MESSAGE,
                "name");
    }

    @Test
    void shouldRefuseAFileThatDiffersFromTheAnnouncement() throws Exception {
        SignedModels signing = models.orElseThrow();
        ModelAnnouncement good = announced(model -> {});
        assertRefused(
                judged(signing.signed(ModelAnnouncement.newBuilder(good).setSha256("00".repeat(32)))),
                Reason.REFERENCE_MISMATCH,
                "SHA-256");
        assertRefused(
                judged(signing.signed(ModelAnnouncement.newBuilder(good).setSize(good.getSize() - 1))),
                Reason.REFERENCE_MISMATCH,
                "size");
        assertRefused(
                judged(signing.signed(ModelAnnouncement.newBuilder(good).setUri(good.getUri() + "x"))),
                Reason.REFERENCE_NOT_FOUND,
                "does not exist");
    }

    @Test
    void shouldRefuseAFileOutsideTheRoot() throws Exception {
        SignedModels signing = models.orElseThrow();
        Path outside = Files.copy(signing.model("2", model -> {}), folder.resolve("outside.onnx"));
        assertRefused(
                judged(signing.signed(signing.unsigned(outside.toRealPath(), "2"))),
                Reason.REFERENCE_NOT_ALLOWED,
                "allowed folder");
        Path link = Files.createSymbolicLink(signing.root().resolve("link.onnx"), outside);
        ModelAnnouncement.Builder linked =
                signing.unsigned(link, "2").setUri(link.toUri().toString());
        assertRefused(judged(signing.signed(linked)), Reason.REFERENCE_NOT_ALLOWED, "symbolic link");
        assertRefused(
                judged(signing.signed(signing.unsigned(outside, "2").setUri("http://localhost/m.onnx"))),
                Reason.REFERENCE_NOT_ALLOWED,
                "allowed folder");
    }

    @Test
    void shouldRefuseAFileAboveTheSizeLimit() throws Exception {
        ModelUpdates updates = updates(100);
        assertRefused(
                judge(updates, CanaryImages.of(updates), 0).judge(announced(model -> {})),
                Reason.OVERSIZE,
                "(limit: 100)");
    }

    @Test
    void shouldRefuseAFileThatViolatesTheContract() throws Exception {
        SignedModels signing = models.orElseThrow();
        Path text = Files.writeString(signing.root().resolve("text.onnx"), "no model at all");
        assertRefused(judged(signing.signed(signing.unsigned(text, "2"))), Reason.INVALID_MODEL, "not an ONNX model");
        assertRefused(
                judged(announced(model -> TinyModels.removeMetadata(model, "calibration"))),
                Reason.INVALID_MODEL,
                "metadata calibration is missing");
        assertRefused(
                judged(announced(model -> model.getOpsetImportBuilder(0).setVersion(16))),
                Reason.INVALID_MODEL,
                "operator sets");
        assertRefused(
                judged(announced(model -> model.getGraphBuilder().removeOutput(2))), Reason.INVALID_MODEL, "denoised");
    }

    @Test
    void shouldRefuseAnotherContract() throws Exception {
        assertRefused(
                judged(announced(model -> TinyModels.metadata(model, "task", "other"))),
                Reason.OTHER_CONTRACT,
                "task other (expected: test)");
        assertRefused(
                judged(announced(model -> TinyModels.metadata(model, "classes", "[\"dark\",\"bright\"]"))),
                Reason.OTHER_CONTRACT,
                "classes [dark, bright]");
        assertRefused(
                judged(announced(model -> TinyModels.metadata(model, "fit", "pad"))),
                Reason.OTHER_CONTRACT,
                "input 8x8x1, PAD (expected: 8x8x1, CROP)");
    }

    @Test
    void shouldRefuseAModelWithDifferentAnswersToTheCanaryImages() throws Exception {
        assertRefused(
                judged(announced(SignedModels::contrary)), Reason.CANARY, "4 canary images: 4 with another label");
        String alarmed = "{\"n\": 99, \"detectors\": {\"brightness\": {\"quantiles\": [[0, 0.0], [1, 0.1]]}}}";
        assertRefused(
                judged(announced(model -> TinyModels.metadata(model, "calibration", alarmed))),
                Reason.CANARY,
                "0 with another label, 4 with another alarm");
    }

    @Test
    void shouldRefuseAModelThatIsTooSlowForTheReadAhead() throws Exception {
        ModelUpdates updates = updates(1 << 20);
        assertRefused(
                judge(updates, CanaryImages.of(updates), 1e12).judge(announced(model -> {})),
                Reason.TOO_SLOW,
                "images/s");
    }

    @Test
    void shouldRefuseADateInTheFuture() throws Exception {
        ModelUpdates updates = updates(1 << 20);
        ModelAnnouncement announcement = announced(model -> {});
        ModelJudge judge = judge(updates, CanaryImages.of(updates), 0);
        Instant dated = announcement.getAnnouncedAt();
        assertThat(judge.objection(announcement, dated)).isEmpty();
        assertThat(judge.objection(announcement, dated.minusSeconds(3600)))
                .hasValueSatisfying(why -> assertThat(why.reason()).isEqualTo(Reason.DATED_AHEAD));
    }

    @Test
    void shouldWaitForImagesToCompareOn() throws Exception {
        ModelUpdates updates = models.orElseThrow().updates(2);
        CanaryImages canaries = CanaryImages.of(updates);
        ModelJudge judge = judge(updates, canaries, 0);
        ModelAnnouncement announcement = announced(SignedModels::contrary);
        ImageEvent event = Samples.event("a", Samples.clean());
        canaries.image(event, Samples.clean());
        assertThat(judge.judge(announcement)).isInstanceOf(ModelJudge.Judgement.Waiting.class);
        canaries.image(event, Samples.clean());
        canaries.image(event, Samples.clean());
        assertRefused(judge.judge(announcement), Reason.CANARY, "2 canary images: 2 with another label");
    }

    /** An invalid model is refused immediately. If it waited, it could cancel a valid pending one. */
    @Test
    void shouldRefuseInvalidModelsBeforeWaitingForCanaryImages() throws Exception {
        SignedModels signing = models.orElseThrow();
        ModelUpdates updates = signing.updates(2);
        ModelJudge judge = judge(updates, CanaryImages.of(updates), 0);
        Path outside = Files.copy(signing.model("2", model -> {}), folder.resolve("outside.onnx"));
        assertRefused(
                judge.judge(signing.signed(signing.unsigned(outside.toRealPath(), "3"))),
                Reason.REFERENCE_NOT_ALLOWED,
                "allowed folder");
        assertRefused(
                judge.judge(announced(model -> TinyModels.metadata(model, "task", "other"))),
                Reason.OTHER_CONTRACT,
                "task other");
    }

    @Test
    void shouldRefuseAGraphThatNeverEnds() throws Exception {
        assertRefused(
                judged(announced(model -> model.getGraphBuilder()
                        .addNode(NodeProto.newBuilder()
                                .setOpType("Loop")
                                .addInput("pixels")
                                .addOutput("endless")
                                .addAttribute(AttributeProto.newBuilder()
                                        .setName("body")
                                        .setType(AttributeProto.AttributeType.GRAPH)
                                        .setG(GraphProto.newBuilder()))))),
                Reason.INVALID_MODEL,
                "a graph within a graph");
    }

    @Test
    void shouldCompareOnFewerImagesIfTheyAreLarge() {
        CanaryImages canaries = CanaryImages.of(models.orElseThrow().updates(100));
        byte[] large = new byte[40 << 20];
        ImageEvent event = Samples.event("a", Samples.clean());
        canaries.image(event, large);
        assertThat(canaries.ready()).isFalse();
        canaries.image(event, large);
        assertThat(canaries.ready()).isTrue();
    }
}
