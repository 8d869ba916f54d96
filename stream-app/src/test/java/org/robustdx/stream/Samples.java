package org.robustdx.stream;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.robustdx.inference.image.DicomAttribute;
import org.robustdx.inference.image.Raster;
import org.robustdx.inference.image.dicom.DicomSamples;
import org.robustdx.inference.model.TinyModels;
import org.robustdx.onnx.ModelProto;
import org.robustdx.schemas.ImageEvent;
import org.robustdx.schemas.serde.AvroSerdes;

/**
 * Images and a model whose answers are known: by {@link TinyModels}, the score
 * of an image is its brightness, clean images are no brighter than 0.75, and denoising changes nothing. So a gray image
 * is TRUSTED and a white one SUSPECT.
 */
public final class Samples {
    private static final int SIDE = 8;

    private Samples() {}

    /** Writes the model and returns its path. */
    public static Path model(Path folder) throws IOException {
        Path file = folder.resolve("tiny.onnx");
        return TinyModels.write(
                file, TinyModels.valid(SIDE, SIDE, 1, List.of("bright", "dark"), List.of("brightness")), model -> {});
    }

    /**
     * Writes the model with another detector, which knows no white images, and returns its path. A gray image is TRUSTED, and its prediction
     * set holds both classes; a bright one is SUSPECT, a white one OUT_OF_SCOPE.
     */
    public static Path scopedModel(Path folder) throws IOException {
        Path file = folder.resolve("scoped.onnx");
        return TinyModels.write(
                file,
                TinyModels.valid(SIDE, SIDE, 1, List.of("bright", "dark"), List.of("brightness", "familiarity")),
                model -> {
                    TinyModels.metadata(model, "calibration", """
                        {"n": 1999, "alarms": ["brightness"],
                         "scope": {"detectors": ["familiarity"], "false_alarm_rate": 0.02},
                         "detectors": {"brightness": {"quantiles": [[0, 0.0], [1, 0.75]]},
                                       "familiarity": {"quantiles": [[0, 0.0], [1, 0.9]]}}}
                        """);
                    TinyModels.metadata(model, "prediction_sets", """
                        {"coverage": 0.9, "epsilon": 0,
                         "classes": {"bright": {"n": 20, "least": 0.005}, "dark": {"n": 20, "least": 0.5}}}
                        """);
                });
    }

    /** As {@link #scopedModel}, for DICOM images of modality DX or CR and body part CHEST. */
    public static Path dicomModel(Path folder) throws IOException {
        ModelProto.Builder model = ModelProto.parseFrom(Files.readAllBytes(scopedModel(folder))).toBuilder();
        return TinyModels.write(
                folder.resolve("dicom.onnx"),
                model,
                file -> TinyModels.metadata(
                        file, "scope", "{\"dicom\": {\"modality\": [\"DX\", \"CR\"], \"body_part\": [\"CHEST\"]}}"));
    }

    /** Returns an image that no detector finds suspicious, as DICOM with this modality and body part. */
    public static byte[] dicom(String modality, String bodyPart) {
        return DicomSamples.gray(
                SIDE, 64, Map.of(DicomAttribute.MODALITY, modality, DicomAttribute.BODY_PART, bodyPart));
    }

    /** Returns an image that no detector finds suspicious, as PNG. */
    public static byte[] clean() {
        return png(64);
    }

    /** Returns an image that the detector fires at, as PNG. */
    public static byte[] suspicious() {
        return png(255);
    }

    /** Returns an image that the tampering detector fires at, but the scope detector does not, as PNG. */
    public static byte[] bright() {
        return png(204);
    }

    private static byte[] png(int brightness) {
        byte[] pixels = new byte[SIDE * SIDE];
        Arrays.fill(pixels, (byte) brightness);
        pixels[0]--; // An image of one value carries no picture.
        return new Raster(SIDE, SIDE, 1, pixels).toPng();
    }

    /** Returns an event with this content. */
    public static ImageEvent event(String imageId, byte[] content) {
        return ImageEvent.newBuilder()
                .setImageId(imageId)
                .setSource("ct-1")
                .setContent(ByteBuffer.wrap(content))
                .build();
    }

    /** Returns an event with this content as the value of a record. */
    public static byte[] message(String imageId, byte[] content) {
        return AvroSerdes.imageEventCodec().encode(event(imageId, content));
    }

    /** Writes a folder with clean images, suspicious ones and files that are no images, and its manifest. */
    public static Path folder(Path folder, int clean, int suspicious, int broken) throws IOException {
        Files.createDirectories(folder);
        StringBuilder manifest = new StringBuilder("file,attack,epsilon\n");
        for (int i = 0; i < clean; i++) {
            Files.write(folder.resolve("clean" + i + ".png"), clean());
            manifest.append("clean").append(i).append(".png,none,\n");
        }
        for (int i = 0; i < suspicious; i++) {
            Files.write(folder.resolve("white" + i + ".png"), suspicious());
            manifest.append("white").append(i).append(".png,pgd,8\n");
        }
        for (int i = 0; i < broken; i++) {
            Files.writeString(folder.resolve("broken" + i + ".png"), "no image " + i);
            manifest.append("broken").append(i).append(".png,broken,\n");
        }
        Files.writeString(folder.resolve("manifest.csv"), manifest);
        return folder;
    }
}
