package org.robustdx.schemas.serde;

import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.robustdx.schemas.AdversarialAlert;
import org.robustdx.schemas.CampaignAlert;
import org.robustdx.schemas.Diagnosis;
import org.robustdx.schemas.ImageEvent;
import org.robustdx.schemas.ModelAnnouncement;
import org.robustdx.schemas.ModelStatus;
import org.robustdx.schemas.OutOfScopeAlert;
import org.robustdx.schemas.Review;
import org.robustdx.schemas.Sighting;
import org.robustdx.schemas.SourceWindow;

/**
 * The codecs and Kafka serdes of every message. They need no registry: each reads every released version. A
 * {@code null} value stays {@code null}; malformed bytes raise {@link MalformedMessageException}.
 */
public final class AvroSerdes {
    private static final AvroCodec<ImageEvent> IMAGE_EVENT = AvroCodec.of(ImageEvent.class);
    private static final AvroCodec<Diagnosis> DIAGNOSIS = AvroCodec.of(Diagnosis.class);
    private static final AvroCodec<AdversarialAlert> ADVERSARIAL_ALERT = AvroCodec.of(AdversarialAlert.class);
    private static final AvroCodec<OutOfScopeAlert> OUT_OF_SCOPE_ALERT = AvroCodec.of(OutOfScopeAlert.class);
    private static final AvroCodec<CampaignAlert> CAMPAIGN_ALERT = AvroCodec.of(CampaignAlert.class);
    private static final AvroCodec<Sighting> SIGHTING = AvroCodec.of(Sighting.class);
    private static final AvroCodec<SourceWindow> SOURCE_WINDOW = AvroCodec.of(SourceWindow.class);
    private static final AvroCodec<ModelAnnouncement> MODEL_ANNOUNCEMENT = AvroCodec.of(ModelAnnouncement.class);
    private static final AvroCodec<ModelStatus> MODEL_STATUS = AvroCodec.of(ModelStatus.class);
    private static final AvroCodec<Review> REVIEW = AvroCodec.of(Review.class);

    private AvroSerdes() {}

    /** Returns the codec of {@link ImageEvent}. */
    public static AvroCodec<ImageEvent> imageEventCodec() {
        return IMAGE_EVENT;
    }

    /** Returns the codec of {@link Diagnosis}. */
    public static AvroCodec<Diagnosis> diagnosisCodec() {
        return DIAGNOSIS;
    }

    /** Returns the codec of {@link AdversarialAlert}. */
    public static AvroCodec<AdversarialAlert> adversarialAlertCodec() {
        return ADVERSARIAL_ALERT;
    }

    /** Returns the codec of {@link OutOfScopeAlert}. */
    public static AvroCodec<OutOfScopeAlert> outOfScopeAlertCodec() {
        return OUT_OF_SCOPE_ALERT;
    }

    /** Returns the codec of {@link CampaignAlert}. */
    public static AvroCodec<CampaignAlert> campaignAlertCodec() {
        return CAMPAIGN_ALERT;
    }

    /** Returns the codec of {@link ModelAnnouncement}. */
    public static AvroCodec<ModelAnnouncement> modelAnnouncementCodec() {
        return MODEL_ANNOUNCEMENT;
    }

    /** Returns the codec of {@link ModelStatus}. */
    public static AvroCodec<ModelStatus> modelStatusCodec() {
        return MODEL_STATUS;
    }

    /** Returns the codec of {@link Review}. */
    public static AvroCodec<Review> reviewCodec() {
        return REVIEW;
    }

    /** Returns a serde of {@link ImageEvent}. */
    public static Serde<ImageEvent> imageEvent() {
        return serde(IMAGE_EVENT);
    }

    /** Returns a serde of {@link Diagnosis}. */
    public static Serde<Diagnosis> diagnosis() {
        return serde(DIAGNOSIS);
    }

    /** Returns a serde of {@link AdversarialAlert}. */
    public static Serde<AdversarialAlert> adversarialAlert() {
        return serde(ADVERSARIAL_ALERT);
    }

    /** Returns a serde of {@link OutOfScopeAlert}. */
    public static Serde<OutOfScopeAlert> outOfScopeAlert() {
        return serde(OUT_OF_SCOPE_ALERT);
    }

    /** Returns a serde of {@link CampaignAlert}. */
    public static Serde<CampaignAlert> campaignAlert() {
        return serde(CAMPAIGN_ALERT);
    }

    /** Returns a serde of {@link Review}. */
    public static Serde<Review> review() {
        return serde(REVIEW);
    }

    /** Returns a serde of {@link Sighting}. */
    public static Serde<Sighting> sighting() {
        return serde(SIGHTING);
    }

    /** Returns a serde of {@link SourceWindow}. */
    public static Serde<SourceWindow> sourceWindow() {
        return serde(SOURCE_WINDOW);
    }

    @SuppressWarnings("NullAway") // Kafka passes and expects null values (tombstones), but does not declare them.
    private static <T extends SpecificRecordBase> Serde<T> serde(AvroCodec<T> codec) {
        Serializer<T> serializer = (topic, message) -> message == null ? null : codec.encode(message);
        Deserializer<T> deserializer = (topic, bytes) -> bytes == null ? null : codec.decode(bytes);
        return Serdes.serdeFrom(serializer, deserializer);
    }
}
