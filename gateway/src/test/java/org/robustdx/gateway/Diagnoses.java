package org.robustdx.gateway;

import java.time.Instant;
import java.util.List;
import org.robustdx.schemas.ClassProbability;
import org.robustdx.schemas.Diagnosis;
import org.robustdx.schemas.StageTimes;
import org.robustdx.schemas.Verdict;

/** Invented diagnoses. */
public final class Diagnoses {
    /** SHA-256 of the model file. */
    public static final String MODEL = "0123456789abcdef".repeat(4);

    private Diagnoses() {}

    /** Returns a diagnosis of an image: pneumonia, with this verdict. */
    public static Diagnosis of(String imageId, Verdict verdict) {
        return of(imageId, verdict, MODEL);
    }

    /** Returns a diagnosis of an image by another model. */
    public static Diagnosis of(String imageId, Verdict verdict, String modelSha256) {
        return Diagnosis.newBuilder()
                .setImageId(imageId)
                .setSource("archive")
                .setTask("chest-xray")
                .setModelName("chest-xray")
                .setModelVersion("1.2")
                .setModelSha256(modelSha256)
                .setClasses(List.of(probability("NORMAL", 0.1f), probability("PNEUMONIA", 0.9f)))
                .setLabel(verdict == Verdict.OUT_OF_SCOPE ? "" : "PNEUMONIA")
                .setDetectors(List.of())
                .setStageTimes(new StageTimes(1.0, 2.0))
                .setPredictionSet(List.of())
                .setVerdict(verdict)
                .setDiagnosedAt(Instant.parse("2026-01-02T10:20:30Z"))
                .build();
    }

    private static ClassProbability probability(String name, float value) {
        return ClassProbability.newBuilder().setName(name).setProbability(value).build();
    }
}
