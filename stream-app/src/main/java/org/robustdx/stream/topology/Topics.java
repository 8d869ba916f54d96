package org.robustdx.stream.topology;

import java.util.List;

/** The topics, by name. Nothing else in the project spells them. */
public final class Topics {
    /** Images that ask for a diagnosis, keyed by source. */
    public static final String MEDICAL_IMAGES = "medical-images";

    /** One diagnosis for each image that can be read. */
    public static final String DIAGNOSES = "diagnoses";

    /** One alert for each image that looks manipulated. */
    public static final String ADVERSARIAL_ALERTS = "adversarial-alerts";

    /** One alert for each source that sends more suspicious images than chance explains. */
    public static final String CAMPAIGN_ALERTS = "campaign-alerts";

    /** What cannot be diagnosed, byte for byte, with the reason in headers. */
    public static final String DEAD_LETTERS = "medical-images.dlq";

    /** Which dead letters have been replayed; made at the first replay, and no part of the app's own topics. */
    public static final String REPLAYS = DEAD_LETTERS + ".replays";

    /** Models that the app is to run, keyed by name and version; compacted. */
    public static final String MODELS = "models";

    /** What each instance made of an announced model; compacted. */
    public static final String MODEL_STATUS = "model-status";

    /** What a second model says, which decides nothing. */
    public static final String SHADOW_DIAGNOSES = DIAGNOSES + ".shadow";

    private Topics() {}

    /** Returns every topic of the app, in the order in which a message meets them. */
    public static List<String> all() {
        return List.of(MEDICAL_IMAGES, DIAGNOSES, ADVERSARIAL_ALERTS, CAMPAIGN_ALERTS, DEAD_LETTERS);
    }

    /**
     * Returns the topics that Kafka Streams makes for an app of this name, which have as many partitions each: that of sightings, and the changelogs of what
     * is made of them.
     */
    public static List<String> internal(String applicationId) {
        return List.of(
                applicationId + "-" + CampaignStream.SIGHTINGS + "-repartition",
                changelog(applicationId, CampaignStream.SOURCE_WINDOWS),
                changelog(applicationId, RepeatedImages.IMAGE_IDS));
    }

    /** Returns the changelog of an app's store of windows, which brokers are to stamp. */
    public static String windows(String applicationId) {
        return changelog(applicationId, CampaignStream.SOURCE_WINDOWS);
    }

    private static String changelog(String applicationId, String store) {
        return applicationId + "-" + store + "-changelog";
    }

    /**
     * Checks that an app of this name may have all rights to what begins with its name, as to the topics of Kafka Streams.
     *
     * @throws IllegalArgumentException naming a topic that these rights would reach
     */
    public static void requireApart(String applicationId) {
        for (String topic : List.of(MEDICAL_IMAGES, ADVERSARIAL_ALERTS, CAMPAIGN_ALERTS, MODEL_STATUS)) {
            if (topic.startsWith(applicationId + "-")) {
                throw new IllegalArgumentException(
                        "application-id: %s (expected: no beginning of %s)".formatted(applicationId, topic));
            }
        }
    }
}
