package org.robustdx.gateway.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.robustdx.gateway.Diagnoses;
import org.robustdx.gateway.Instances;
import org.robustdx.gateway.Tools;
import org.robustdx.gateway.pseudonym.GatewayKey;
import org.robustdx.gateway.pseudonym.Identity;
import org.robustdx.gateway.pseudonym.Pseudonyms;
import org.robustdx.schemas.AdversarialAlert;
import org.robustdx.schemas.Severity;
import org.robustdx.schemas.Verdict;

class OverviewTest {
    private static final Pseudonyms PSEUDONYMS = new Pseudonyms(GatewayKey.of(new byte[32]));
    private static final int SIDE = 5;

    @TempDir
    private Path folder = Path.of("");

    private static ByteBuffer png(int side, int value) throws IOException {
        BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < side * side; i++) {
            image.getRaster().setSample(i % side, i / side, 0, value);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(image, "png", bytes);
        return ByteBuffer.wrap(bytes.toByteArray());
    }

    private static AdversarialAlert alert(ByteBuffer input, ByteBuffer denoised) {
        return AdversarialAlert.newBuilder()
                .setImageId(PSEUDONYMS.uid(Instances.sop(1)))
                .setSource("archive")
                .setTask("chest-xray")
                .setModelName("chest-xray")
                .setModelSha256(Diagnoses.MODEL)
                .setSeverity(Severity.CRITICAL)
                .setVerdict(Verdict.REJECTED)
                .setFiredDetectors(List.of())
                .setDetectors(List.of())
                .setClasses(List.of())
                .setClassesAfter(List.of())
                .setPredictionSet(List.of())
                .setLabelBefore("NORMAL")
                .setLabelAfter("PNEUMONIA")
                .setPreview(denoised)
                .setInput(input)
                .setRaisedAt(Instant.parse("2026-01-02T10:20:30Z"))
                .build();
    }

    private static Overview overview() throws IOException {
        return Overview.of(alert(png(SIDE, 100), png(SIDE, 90)), Identity.of(Instances.dataSet(1)), PSEUDONYMS)
                .orElseThrow();
    }

    @Test
    void shouldShowImageDenoisedImageAndDifferenceSideBySide() throws IOException {
        Panels panels = Panels.of(png(SIDE, 100), png(SIDE, 90)).orElseThrow();
        assertThat(panels.height()).isEqualTo(20);
        assertThat(panels.width()).isEqualTo(3 * 20 + 2 * 8);
        int middle = 10 * panels.width();
        assertThat(panels.rgb()[3 * (middle + 10)]).isEqualTo((byte) 100);
        assertThat(panels.rgb()[3 * (middle + 24)]).as("the gap").isZero();
        assertThat(panels.rgb()[3 * (middle + 28 + 10)]).isEqualTo((byte) 90);
        assertThat(panels.rgb()[3 * (middle + 56 + 10)]).as("128 + 4 * 10").isEqualTo((byte) 168);
    }

    @Test
    void shouldBeTheSameEachTime() throws IOException {
        assertThat(overview().file()).isEqualTo(overview().file());
        assertThat(overview().uid()).matches("2\\.25\\.\\d+");
    }

    @Test
    void shouldMakeNoOverviewOfPicturesThatAreMissingBrokenOrOfDifferentSize() throws IOException {
        ByteBuffer picture = png(SIDE, 1);
        for (ByteBuffer other :
                List.of(ByteBuffer.allocate(0), ByteBuffer.wrap(new byte[] {1, 2, 3}), png(SIDE + 1, 1), png(600, 1))) {
            assertThat(Panels.of(picture, other)).isEmpty();
            assertThat(Panels.of(other, picture)).isEmpty();
        }
        assertThat(Panels.of(png(600, 1), png(600, 1))).as("too large").isEmpty();
    }

    @Test
    void shouldBeReadByPydicomInTheStudyOfItsImage() throws IOException, InterruptedException {
        Tools.require("/usr/bin/python3", "python3");
        Tools.require("/usr/lib/python3/dist-packages/pydicom", "python3-pydicom");
        Path file = Files.write(folder.resolve("overview.dcm"), overview().file());
        String script = "import pydicom,sys; d=pydicom.dcmread(sys.argv[1]);"
                + " print(d.StudyInstanceUID, d.PatientName, d.Modality, d.SOPClassUID.name, d.PatientID,"
                + " d.SourceImageSequence[0].ReferencedSOPInstanceUID, d.Rows, d.Columns, d.BurnedInAnnotation,"
                + " len(d.PixelData) == d.Rows * d.Columns * 3)";
        assertThat(Tools.run(List.of("/usr/bin/python3", "-c", script, file.toString()))
                        .strip())
                .isEqualTo(Instances.study(1) + " DOE^JANE OT Secondary Capture Image Storage PID-4711 "
                        + Instances.sop(1) + " 20 76 NO True");
    }

    @Test
    void shouldBeReadByDcmtk() throws IOException, InterruptedException {
        Tools.require("/usr/bin/dcm2pnm", "dcmtk");
        Path file = Files.write(folder.resolve("overview.dcm"), overview().file());
        Path picture = folder.resolve("overview.pnm");
        assertThat(Tools.run(List.of("/usr/bin/dcm2pnm", file.toString(), picture.toString())))
                .doesNotContain("E: ");
        assertThat(Files.size(picture)).isGreaterThan(20 * 76 * 3);
    }
}
