package org.robustdx.stream.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.robustdx.inference.file.Sha256;
import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.inference.image.Raster;
import org.robustdx.inference.model.Device;
import org.robustdx.inference.pipeline.DecodeBudget;
import org.robustdx.inference.pipeline.InferencePipeline;
import org.robustdx.inference.pipeline.PipelineListener;
import org.robustdx.inference.pipeline.PipelineOptions;
import org.robustdx.inference.verdict.VerdictPolicy;
import org.robustdx.schemas.ContentReference;
import org.robustdx.schemas.ImageEvent;
import org.robustdx.schemas.serde.AvroSerdes;
import org.robustdx.stream.Samples;
import org.robustdx.stream.app.StreamApp;
import org.robustdx.stream.content.ReferencedFiles;
import org.robustdx.stream.diagnosis.OutcomeCache;
import org.robustdx.stream.diagnosis.PipelineDiagnostician;
import org.robustdx.stream.diagnosis.ServedModel;

class SlowImageTest {
    /** Far more to decode than can be done in a millisecond, or between two looks of the watch. */
    private static final int SIDE = 6000;

    private static final DecodeBudget LITTLE = new DecodeBudget(Duration.ofMillis(1), 8, Duration.ofMinutes(5));

    @TempDir
    private Path folder = Path.of("");

    @Test
    void shouldSendAnImageThatTakesTooLongToTheDeadLetters() throws Exception {
        byte[] pixels = new byte[SIDE * SIDE];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (i % SIDE);
        }
        byte[] png = new Raster(SIDE, SIDE, 1, pixels).toPng();
        byte[] message = AvroSerdes.imageEventCodec()
                .encode(ImageEvent.newBuilder()
                        .setImageId("slow")
                        .setSource("ct-1")
                        .setContent(ContentReference.newBuilder()
                                .setUri(Files.write(folder.resolve("slow.png"), png)
                                        .toUri()
                                        .toString())
                                .setSha256(Sha256.hex(png))
                                .setSize(png.length)
                                .build())
                        .build());
        ServedModel model = StreamApp.open(Samples.model(folder), Device.CPU, 1);
        PipelineOptions options = new PipelineOptions(4, Duration.ZERO, 1, 1).withDecoding(LITTLE);
        try (InferencePipeline pipeline = new InferencePipeline(
                        model.engine(),
                        new VerdictPolicy(0.01),
                        DecodeLimits.ofDefaults(),
                        options,
                        PipelineListener.NONE);
                TopologyRig rig = new TopologyRig(
                        new PipelineDiagnostician(pipeline, model.identity(), new OutcomeCache(0)),
                        Optional.of(ReferencedFiles.under(folder, 1 << 20)))) {
            rig.images.pipeInput(new byte[] {1}, message);
            TestRecord<byte[], byte[]> letter = rig.deadLetters.readRecord();
            assertThat(letter.value()).isEqualTo(message);
            assertThat(header(letter.headers(), "robustdx.reason")).isEqualTo("CONTENT_TIMEOUT");
            assertThat(header(letter.headers(), "robustdx.stage")).isEqualTo("DECODE");
            // On a busy machine, the limit of clock time can come first.
            assertThat(header(letter.headers(), "robustdx.message"))
                    .isIn("decoding takes more than 1 ms of processor time", "decoding takes more than 30 ms");
            assertThat(rig.diagnoses.isEmpty()).isTrue();
        } finally {
            model.close();
        }
    }

    private static String header(Headers headers, String name) {
        return new String(headers.lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
