package org.robustdx.inference.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.robustdx.inference.image.Raster;

/** Wants an NVIDIA GPU: {@code ./mvnw -Pcuda -pl inference -am test -Dgroups=cuda -DexcludedGroups=}. */
@Tag("cuda")
class CudaTest {
    private static final int IMAGES = 64;
    private static final double CLOSE = 1e-3;

    @ParameterizedTest
    @ValueSource(strings = {"chest-xray", "skin", "phantom"})
    void gpuAndCpuShouldReadAlikeInBatchesOfAnySize(String name) throws Exception {
        Path file = Path.of("..", "models", name + ".onnx");
        try (OnnxModel cpu = OnnxModel.open(file, new OnnxModel.Options(Device.CPU, 0));
                OnnxModel gpu = OnnxModel.open(file, new OnnxModel.Options(Device.CUDA, 0))) {
            assertThat(gpu.provider()).isEqualTo("CUDA");
            List<Raster> images = images(cpu.metadata());
            List<Reading> expected = cpu.run(images);
            assertSame(gpu.run(images), expected);
            for (int size : new int[] {1, 7, 32, IMAGES}) {
                assertSame(inBatches(gpu, images, size), expected);
            }
        }
    }

    private static List<Reading> inBatches(OnnxModel model, List<Raster> images, int size) {
        List<Reading> readings = new ArrayList<>();
        try (BatchEngine.Batch batch = model.batch(size)) {
            for (int from = 0; from < images.size(); from += size) {
                List<Raster> some = images.subList(from, Math.min(images.size(), from + size));
                IntStream.range(0, some.size()).forEach(i -> batch.put(i, some.get(i)));
                batch.run();
                IntStream.range(0, some.size())
                        .mapToObj(i -> new Reading(
                                batch.logits(i), batch.probabilities(i), batch.scores(i), batch.denoised(i)))
                        .forEach(readings::add);
            }
        }
        return readings;
    }

    private static void assertSame(List<Reading> actual, List<Reading> expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(actual.get(i).label()).isEqualTo(expected.get(i).label());
            assertThat(actual.get(i).logits()).containsExactly(expected.get(i).logits(), within((float) CLOSE));
            assertThat(actual.get(i).probabilities())
                    .containsExactly(expected.get(i).probabilities(), within((float) CLOSE));
            assertThat(actual.get(i).scores()).containsExactly(expected.get(i).scores(), within((float) CLOSE));
        }
    }

    /** Noise at first, then waves of growing length, which have edges and areas as images do. */
    private static List<Raster> images(ModelMetadata metadata) {
        Random random = new Random(1);
        List<Raster> images = new ArrayList<>();
        int row = metadata.width() * metadata.channels();
        for (int n = 0; n < IMAGES; n++) {
            byte[] pixels = new byte[metadata.height() * row];
            random.nextBytes(pixels);
            for (int i = 0; n > 0 && i < pixels.length; i++) {
                double wave = Math.sin(i % row / (double) n) * Math.cos(i / (double) row / n);
                pixels[i] = (byte) Math.round(127 + 120 * wave);
            }
            images.add(new Raster(metadata.width(), metadata.height(), metadata.channels(), pixels));
        }
        return images;
    }
}
