package org.robustdx.stream.alert;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.robustdx.inference.image.Fit;
import org.robustdx.inference.image.Raster;
import org.robustdx.inference.image.Resizer;
import org.robustdx.inference.model.PredictionSets;
import org.robustdx.inference.verdict.Assessment;
import org.robustdx.inference.verdict.ScopeFinding;
import org.robustdx.schemas.AdversarialAlert;
import org.robustdx.schemas.ClassProbability;
import org.robustdx.schemas.DetectorReading;
import org.robustdx.schemas.Diagnosis;
import org.robustdx.schemas.ImageEvent;
import org.robustdx.schemas.OutOfScopeAlert;
import org.robustdx.schemas.StageTimes;
import org.robustdx.schemas.Verdict;
import org.robustdx.stream.config.Author;
import org.robustdx.stream.diagnosis.ModelIdentity;
import org.robustdx.stream.diagnosis.Outcome;
import org.robustdx.stream.dlq.DeadLetter;

/** Puts what the model made of an image into the messages that tell of it. Thread-safe. */
public final class Findings {
    /** Longest side of an alert's preview, in pixels. */
    public static final int PREVIEW_SIDE = 96;

    private final Clock clock;
    private final Author author;

    /**
     * Creates the writer of messages.
     *
     * @param clock source of the messages' times
     */
    public Findings(Clock clock) {
        this(clock, Author.UNKNOWN);
    }

    /** As {@link #Findings(Clock)}, by somebody whom diagnoses name. */
    public Findings(Clock clock, Author author) {
        this.clock = clock;
        this.author = author;
    }

    /** Returns the diagnosis of this image. */
    public Diagnosis diagnosis(ImageEvent event, Outcome.Diagnosed outcome) {
        Assessment assessment = outcome.assessment();
        ModelIdentity model = outcome.model();
        return Diagnosis.newBuilder()
                .setImageId(event.getImageId())
                .setSource(event.getSource())
                .setTask(model.task())
                .setModelName(model.name())
                .setModelVersion(model.version())
                .setModelSha256(model.sha256())
                .setClasses(classes(model, outcome.read().probabilities()))
                .setLabel(inScope(assessment) ? model.classes().get(assessment.label()) : "")
                .setLabelAfterDenoising(assessment.flagged() ? labelAfter(model, assessment) : null)
                .setDetectors(readings(outcome))
                .setVerdict(verdict(assessment))
                .setStageTimes(new StageTimes(outcome.decodeMillis(), outcome.inferMillis()))
                .setDiagnosedAt(now())
                .setContentSha256(outcome.read().sha256())
                .setPredictionSet(
                        inScope(assessment) ? model.predictionSet(outcome.read().probabilities()) : List.of())
                .setPredictionCoverage(coverage(model))
                .setAlarmPValue(assessment.alarmPValue())
                .setFalseAlarmRate(assessment.falseAlarmRate())
                .setScopePValue(scopePValue(assessment))
                .setScopeFalseAlarmRate(scopeRate(assessment))
                .setOutOfScopeReason(
                        assessment.outOfScopeReason().map(Enum::name).orElse(""))
                .setApplication(author.application())
                .setInstance(author.instance())
                .build();
    }

    /** An attribute that does not match is certain: its p-value is 0, so that readers who judge by the p-value agree with the verdict. */
    private static double scopePValue(Assessment assessment) {
        double ofDetectors = assessment.scope().map(ScopeFinding::pValue).orElse(1.0);
        return assessment.mismatch().isPresent() ? 0 : ofDetectors;
    }

    private static boolean inScope(Assessment assessment) {
        return assessment.verdict() != org.robustdx.inference.verdict.Verdict.OUT_OF_SCOPE;
    }

    /**
     * Returns the alert on this image, if it is not of the model's kind.
     *
     * @param position of the image's record
     */
    public Optional<OutOfScopeAlert> outOfScope(
            ImageEvent event, Outcome.Diagnosed outcome, DeadLetter.Position position) {
        Assessment assessment = outcome.assessment();
        if (inScope(assessment)) {
            return Optional.empty();
        }
        ModelIdentity model = outcome.model();
        return Optional.of(OutOfScopeAlert.newBuilder()
                .setImageId(event.getImageId())
                .setSource(event.getSource())
                .setTask(model.task())
                .setModelName(model.name())
                .setModelSha256(model.sha256())
                .setReason(assessment.outOfScopeReason().orElseThrow().name())
                .setMessage(outOfScopeMessage(assessment))
                .setReadings(fired(outcome))
                .setPValue(scopePValue(assessment))
                .setFalseAlarmRate(scopeRate(assessment))
                .setContentSha256(outcome.read().sha256())
                .setImageTopic(position.topic())
                .setImagePartition(position.partition())
                .setImageOffset(position.offset())
                .setRaisedAt(now())
                .setModelVersion(model.version())
                .setDetectors(DetectorFindings.of(outcome))
                .build());
    }

    private static String outOfScopeMessage(Assessment assessment) {
        return assessment
                .mismatch()
                .map(mismatch -> "The model was not trained for this kind of DICOM image: " + mismatch.message())
                .orElseGet(() -> {
                    ScopeFinding scope = assessment.scope().orElseThrow();
                    return "The image is not like those that the model was trained on: scope p-value %.4f (alarm at p <= %s), by %s"
                            .formatted(scope.pValue(), scope.falseAlarmRate(), scope.detector());
                });
    }

    /**
     * Returns the alert on this image, if the tampering alarm was raised.
     *
     * @param position of the image's record
     */
    public Optional<AdversarialAlert> alert(ImageEvent event, Outcome.Diagnosed outcome, DeadLetter.Position position) {
        Assessment assessment = outcome.assessment();
        if (!assessment.flagged()) {
            return Optional.empty();
        }
        ModelIdentity model = outcome.model();
        return Optional.of(AdversarialAlert.newBuilder()
                .setImageId(event.getImageId())
                .setSource(event.getSource())
                .setTask(model.task())
                .setModelName(model.name())
                .setModelSha256(model.sha256())
                .setSeverity(Severities.of(assessment))
                .setVerdict(verdict(assessment))
                .setFiredDetectors(fired(outcome))
                .setLabelBefore(model.classes().get(assessment.label()))
                .setLabelAfter(labelAfter(model, assessment))
                .setPreview(preview(outcome.read().denoised().orElseThrow()))
                .setRaisedAt(now())
                .setModelVersion(model.version())
                .setContentSha256(outcome.read().sha256())
                .setImageTopic(position.topic())
                .setImagePartition(position.partition())
                .setImageOffset(position.offset())
                .setAlarmPValue(assessment.alarmPValue())
                .setFalseAlarmRate(assessment.falseAlarmRate())
                .setScopePValue(scopePValue(assessment))
                .setScopeFalseAlarmRate(scopeRate(assessment))
                .setDetectors(DetectorFindings.of(outcome))
                .setClasses(classes(model, outcome.read().probabilities()))
                .setPredictionSet(model.predictionSet(outcome.read().probabilities()))
                .setPredictionCoverage(coverage(model))
                .setInput(preview(outcome.read().input().orElseThrow()))
                .setClassesAfter(classes(model, outcome.read().probabilitiesAfter()))
                .build());
    }

    private static double coverage(ModelIdentity model) {
        return model.predictionSets().map(PredictionSets::coverage).orElse(0.0);
    }

    private static double scopeRate(Assessment assessment) {
        return assessment.scope().map(ScopeFinding::falseAlarmRate).orElse(0.0);
    }

    private Instant now() {
        return clock.instant();
    }

    private static String labelAfter(ModelIdentity model, Assessment assessment) {
        return model.classes().get(assessment.labelAfterDenoising());
    }

    private static List<ClassProbability> classes(ModelIdentity model, float[] probabilities) {
        List<ClassProbability> classes = new ArrayList<>(probabilities.length);
        for (int i = 0; i < probabilities.length; i++) {
            classes.add(new ClassProbability(model.classes().get(i), probabilities[i]));
        }
        return classes;
    }

    private static List<DetectorReading> readings(Outcome.Diagnosed outcome) {
        float[] scores = outcome.read().scores();
        List<DetectorReading> readings = new ArrayList<>(scores.length);
        for (int i = 0; i < scores.length; i++) {
            readings.add(new DetectorReading(
                    outcome.model().detectors().get(i),
                    scores[i],
                    outcome.assessment().pValues()[i]));
        }
        return readings;
    }

    private static List<DetectorReading> fired(Outcome.Diagnosed outcome) {
        return readings(outcome).stream()
                .filter(reading -> outcome.assessment().fired().contains(reading.getDetector()))
                .toList();
    }

    private static Verdict verdict(Assessment assessment) {
        return switch (assessment.verdict()) {
            case TRUSTED -> Verdict.TRUSTED;
            case SUSPECT -> Verdict.SUSPECT;
            case REJECTED -> Verdict.REJECTED;
            case OUT_OF_SCOPE -> Verdict.OUT_OF_SCOPE;
        };
    }

    private static ByteBuffer preview(Raster image) {
        return ByteBuffer.wrap(reduced(image).toPng());
    }

    private static Raster reduced(Raster image) {
        int longest = Math.max(image.width(), image.height());
        if (longest <= PREVIEW_SIDE) {
            return image;
        }
        int height = Math.max(1, image.height() * PREVIEW_SIDE / longest);
        int width = Math.max(1, image.width() * PREVIEW_SIDE / longest);
        return Resizer.resize(image, height, width, Fit.CROP);
    }
}
