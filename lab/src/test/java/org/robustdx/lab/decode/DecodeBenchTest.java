package org.robustdx.lab.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.inference.image.DecodeResult.Decoded;
import org.robustdx.inference.image.Raster;
import org.robustdx.inference.image.formats.ImageDecoders;

class DecodeBenchTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void shouldWriteFilesThatShowThePicture() throws Exception {
        Raster picture = picture();
        Map<String, Path> files = SampleFiles.write(picture, folder);
        assertThat(files).hasSize(16);
        for (Map.Entry<String, Path> file : files.entrySet()) {
            Decoded decoded = (Decoded)
                    ImageDecoders.standard().decode(Files.readAllBytes(file.getValue()), DecodeLimits.ofDefaults());
            int side = file.getKey().endsWith("_224") ? 224 : 1024;
            boolean colour = file.getKey().startsWith("jpeg_colour");
            assertThat(decoded.raster().shape())
                    .as(file.getKey())
                    .isEqualTo(side + "x" + side + "x" + (colour ? 3 : 1));
            int middle = decoded.raster().sample(side / 2, side / 4, 0);
            assertThat(middle).as(file.getKey()).isBetween(55, 72);
        }
    }

    @Test
    void shouldReportTheTimeOfEachFormat() throws Exception {
        Path image = Files.write(folder.resolve("picture.png"), picture().toPng());
        StringWriter text = new StringWriter();
        Map<String, Object> results = new DecodeBench(1, new PrintWriter(text)).run(image, java.util.Optional.empty());
        assertThat(results).containsKeys("jpeg_gray_224", "png_16_1024", "dicom_rle_224", "dicom_jpeg2000_1024");
        assertThat(results.values()).allSatisfy(result -> assertThat(((Map<?, ?>) result).get("ms"))
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.DOUBLE)
                .isPositive());
        assertThat(text.toString()).contains("Load of the machine", "jpeg_colour_1024");
    }

    private static Raster picture() {
        byte[] pixels = new byte[64 * 64];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (i % 64 * 4);
        }
        return new Raster(64, 64, 1, pixels);
    }
}
