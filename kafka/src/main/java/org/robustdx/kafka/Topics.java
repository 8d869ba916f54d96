package org.robustdx.kafka;

import java.util.List;

/** Names of the topics. No other class of the project spells them out. */
public final class Topics {
    /** Images to diagnose, keyed by source. */
    public static final String MEDICAL_IMAGES = "medical-images";

    /** One diagnosis for each image that can be decoded. */
    public static final String DIAGNOSES = "diagnoses";

    /** One alert for each image that looks manipulated. */
    public static final String ADVERSARIAL_ALERTS = "adversarial-alerts";

    /** One alert for each image that is not of the model's kind. */
    public static final String OUT_OF_SCOPE_ALERTS = "out-of-scope-alerts";

    /** One alert for each source that sends more suspicious images than chance explains. */
    public static final String CAMPAIGN_ALERTS = "campaign-alerts";

    /** Records that cannot be diagnosed, byte for byte, with the reason in headers. */
    public static final String DEAD_LETTERS = "medical-images.dlq";

    /** Which dead letters have been replayed. The first replay creates this topic; {@link #all} leaves it out. */
    public static final String REPLAYS = DEAD_LETTERS + ".replays";

    /** Announcements of models that the app is to run, keyed by name and version; compacted. */
    public static final String MODELS = "models";

    /** Whether each instance accepted or refused an announced model; compacted. */
    public static final String MODEL_STATUS = "model-status";

    /** Diagnoses of a shadow model, which runs beside the first and decides nothing. */
    public static final String SHADOW_DIAGNOSES = DIAGNOSES + ".shadow";

    /** Decisions of reviewers on alerts and diagnoses, keyed by subject and reviewer; compacted. The console creates it. */
    public static final String REVIEWS = "reviews";

    /**
     * What the gateway took or refused, keyed by the instance's pseudonym, with the encrypted way back to the original; compacted. The gateway creates
     * it.
     */
    public static final String GATEWAY_TAKEN = "gateway-taken";

    private Topics() {}

    /** Returns every topic of the app, in the order in which a message passes through them. */
    public static List<String> all() {
        return List.of(
                MEDICAL_IMAGES, DIAGNOSES, ADVERSARIAL_ALERTS, OUT_OF_SCOPE_ALERTS, CAMPAIGN_ALERTS, DEAD_LETTERS);
    }

    /** Returns the topics that the app writes for each image, in the order of {@link #all}: diagnoses, alerts and dead letters. */
    public static List<String> results() {
        return all().stream().filter(topic -> !topic.equals(MEDICAL_IMAGES)).toList();
    }

    /**
     * Checks that no topic of the project begins with this name. Access rules grant an app all rights to topics that begin with its name, because Kafka
     * Streams names its internal topics so.
     *
     * @throws IllegalArgumentException naming a topic that these rights would include
     */
    public static void requireApart(String applicationId) {
        for (String topic :
                List.of(MEDICAL_IMAGES, ADVERSARIAL_ALERTS, OUT_OF_SCOPE_ALERTS, CAMPAIGN_ALERTS, MODEL_STATUS)) {
            if (topic.startsWith(applicationId + "-")) {
                throw new IllegalArgumentException(
                        "application-id: %s (expected: no beginning of %s)".formatted(applicationId, topic));
            }
        }
    }
}
