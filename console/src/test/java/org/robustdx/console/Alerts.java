package org.robustdx.console;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import org.robustdx.inference.image.Raster;
import org.robustdx.kafka.Topics;
import org.robustdx.schemas.AdversarialAlert;
import org.robustdx.schemas.CampaignAlert;
import org.robustdx.schemas.CampaignKind;
import org.robustdx.schemas.ClassProbability;
import org.robustdx.schemas.DetectorFinding;
import org.robustdx.schemas.DetectorReading;
import org.robustdx.schemas.Diagnosis;
import org.robustdx.schemas.ImageEvent;
import org.robustdx.schemas.OutOfScopeAlert;
import org.robustdx.schemas.Severity;
import org.robustdx.schemas.StageTimes;
import org.robustdx.schemas.Verdict;

/** Messages for tests. */
public final class Alerts {
    /** When everything happens. */
    public static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private static final byte[] DENOISED = drawing(64, 0).toPng();
    private static final byte[] INPUT = drawing(64, 9).toPng();
    private static final String MODEL = "phantom";
    private static final String SHA256 = "ab".repeat(32);

    private Alerts() {}

    /** Returns an alert on an image that looks tampered with, whose record is at this offset. */
    public static AdversarialAlert tampering(
            String imageId, String source, Severity severity, Instant raisedAt, long offset) {
        boolean rejected = severity.compareTo(Severity.HIGH) >= 0;
        return AdversarialAlert.newBuilder()
                .setImageId(imageId)
                .setSource(source)
                .setTask("phantom")
                .setModelName(MODEL)
                .setModelSha256(SHA256)
                .setSeverity(severity)
                .setVerdict(rejected ? Verdict.REJECTED : Verdict.SUSPECT)
                .setFiredDetectors(List.of(new DetectorReading("reconstruction", 0.4f, 0.0017)))
                .setLabelBefore("benign")
                .setLabelAfter(rejected ? "malignant" : "benign")
                .setPreview(ByteBuffer.wrap(DENOISED))
                .setInput(ByteBuffer.wrap(INPUT))
                .setRaisedAt(raisedAt)
                .setContentSha256("cd".repeat(32))
                .setImageTopic(Topics.MEDICAL_IMAGES)
                .setImagePartition(0)
                .setImageOffset(offset)
                .setAlarmPValue(0.0017)
                .setFalseAlarmRate(0.01)
                .setDetectors(List.of(
                        new DetectorFinding("reconstruction", 0.4f, 0.0017, 0.005, "TAMPERING"),
                        new DetectorFinding("noise-level", 0.1f, 0.2, 0.005, "TAMPERING"),
                        new DetectorFinding("margin", 0.1f, 0.6, 0.01, "INFORMS")))
                .setClasses(List.of(
                        new ClassProbability("benign", 0.62f),
                        new ClassProbability("malignant", 0.3f),
                        new ClassProbability("atypical", 0.08f)))
                .setClassesAfter(List.of(
                        new ClassProbability("benign", rejected ? 0.21f : 0.7f),
                        new ClassProbability("malignant", rejected ? 0.7f : 0.21f),
                        new ClassProbability("atypical", 0.09f)))
                .setPredictionSet(List.of("benign", "malignant"))
                .setPredictionCoverage(0.9)
                .build();
    }

    /** Returns an alert on an image out of scope, whose record is at this offset. */
    public static OutOfScopeAlert outOfScope(String imageId, String source, Instant raisedAt, long offset) {
        return OutOfScopeAlert.newBuilder()
                .setImageId(imageId)
                .setSource(source)
                .setTask("chest-xray")
                .setModelName("chest-xray")
                .setModelSha256(SHA256)
                .setMessage("The image is not like those that the model was trained on: scope p-value 0.0006")
                .setReadings(List.of(new DetectorReading("scope-early", 9f, 0.0006)))
                .setPValue(0.0006)
                .setFalseAlarmRate(0.01)
                .setImageTopic(Topics.MEDICAL_IMAGES)
                .setImagePartition(0)
                .setImageOffset(offset)
                .setRaisedAt(raisedAt)
                .setDetectors(List.of(new DetectorFinding("scope-early", 9f, 0.0006, 0.01, "SCOPE")))
                .build();
    }

    /** Returns an alert on the queries of a source in a window of ten minutes. */
    public static CampaignAlert campaign(String source, Instant from) {
        return campaign(source, from, CampaignKind.QUERIES, List.of());
    }

    /** Returns an alert of this kind on a source in a window of ten minutes. */
    public static CampaignAlert campaign(String source, Instant from, CampaignKind kind, List<String> detectors) {
        return CampaignAlert.newBuilder()
                .setSource(source)
                .setKind(kind)
                .setDetectors(detectors)
                .setWindowStart(from)
                .setWindowEnd(from.plusSeconds(600))
                .setImages(40)
                .setFlagged(32)
                .setSeverity(Severity.CRITICAL)
                .setPValue(1e-9)
                .setStatistic(32)
                .setRaisedAt(from.plusSeconds(660))
                .build();
    }

    /** Returns a diagnosis. */
    public static Diagnosis diagnosis(String source, Verdict verdict, Instant diagnosedAt) {
        return diagnosis(source, verdict, diagnosedAt, List.of());
    }

    /** Returns a diagnosis with these readings. */
    public static Diagnosis diagnosis(
            String source, Verdict verdict, Instant diagnosedAt, List<DetectorReading> detectors) {
        return Diagnosis.newBuilder()
                .setImageId("d")
                .setSource(source)
                .setModelName(MODEL)
                .setModelSha256(SHA256)
                .setClasses(List.of())
                .setDetectors(detectors)
                .setStageTimes(new StageTimes(0.0, 0.0))
                .setVerdict(verdict)
                .setDiagnosedAt(diagnosedAt)
                .build();
    }

    /** Returns an image as a sender publishes it. */
    public static ImageEvent image(String imageId, String source, byte[] content) {
        return ImageEvent.newBuilder()
                .setImageId(imageId)
                .setSource(source)
                .setContent(ByteBuffer.wrap(content))
                .build();
    }

    /** Returns a drawing: a bright disc, with a regular pattern of this strength over it. */
    public static Raster drawing(int side, int pattern) {
        byte[] pixels = new byte[side * side];
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                double r = Math.hypot(x - side * 0.45, y - side * 0.55) / side;
                int value = (int) (40 + 170 * Math.exp(-r * r * 14)) + ((x * 7 + y * 13) % 3 - 1) * pattern;
                pixels[y * side + x] = (byte) Math.max(0, Math.min(255, value));
            }
        }
        return new Raster(side, side, 1, pixels);
    }
}
