package org.robustdx.schemas.serde;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.data.TimeConversions.TimestampMillisConversion;
import org.apache.avro.specific.SpecificData;
import org.jspecify.annotations.Nullable;
import org.robustdx.schemas.AdversarialAlert;
import org.robustdx.schemas.CampaignAlert;
import org.robustdx.schemas.CampaignKind;
import org.robustdx.schemas.ClassProbability;
import org.robustdx.schemas.ContentReference;
import org.robustdx.schemas.DetectorFinding;
import org.robustdx.schemas.DetectorReading;
import org.robustdx.schemas.Diagnosis;
import org.robustdx.schemas.ImageEvent;
import org.robustdx.schemas.ModelAnnouncement;
import org.robustdx.schemas.ModelState;
import org.robustdx.schemas.ModelStatus;
import org.robustdx.schemas.NearDuplicates;
import org.robustdx.schemas.OutOfScopeAlert;
import org.robustdx.schemas.Review;
import org.robustdx.schemas.ReviewDecision;
import org.robustdx.schemas.ScoreHistogram;
import org.robustdx.schemas.Severity;
import org.robustdx.schemas.Sighting;
import org.robustdx.schemas.SourceWindow;
import org.robustdx.schemas.StageTimes;
import org.robustdx.schemas.Verdict;

/**
 * Avro's model of exactly these messages. Avro loads the class of a named type by its name and, since 1.12.2, only
 * where a setting of the whole JVM trusts it. Here the classes are listed: nothing is loaded by a name, and no
 * setting is needed.
 */
final class MessageModel extends SpecificData {
    private static final Map<String, Class<?>> CLASSES = Stream.of(
                    ImageEvent.class,
                    ContentReference.class,
                    Diagnosis.class,
                    ClassProbability.class,
                    DetectorReading.class,
                    DetectorFinding.class,
                    StageTimes.class,
                    AdversarialAlert.class,
                    OutOfScopeAlert.class,
                    CampaignAlert.class,
                    CampaignKind.class,
                    Review.class,
                    ReviewDecision.class,
                    Sighting.class,
                    SourceWindow.class,
                    ScoreHistogram.class,
                    NearDuplicates.class,
                    ModelAnnouncement.class,
                    ModelStatus.class,
                    ModelState.class,
                    Severity.class,
                    Verdict.class)
            .collect(Collectors.toUnmodifiableMap(Class::getName, Function.identity()));

    MessageModel() {
        super(MessageModel.class.getClassLoader());
        addLogicalTypeConversion(new TimestampMillisConversion());
    }

    @Override
    @SuppressWarnings("rawtypes") // Avro's signature
    public @Nullable Class getClass(Schema schema) {
        return switch (schema.getType()) {
            case RECORD, ENUM, FIXED -> CLASSES.get(schema.getFullName());
            default -> super.getClass(schema);
        };
    }
}
