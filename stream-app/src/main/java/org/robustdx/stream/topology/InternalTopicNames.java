package org.robustdx.stream.topology;

import java.util.List;

/** Names of the topics that Kafka Streams creates for the app. All of them have the same number of partitions. */
public final class InternalTopicNames {
    private InternalTopicNames() {}

    /** Returns the topic of sightings, and the changelogs of the stores that are built from it. */
    public static List<String> all(String applicationId) {
        return List.of(
                applicationId + "-" + CampaignStream.SIGHTINGS + "-repartition",
                windows(applicationId),
                changelog(applicationId, RepeatedImages.IMAGE_IDS));
    }

    /** Returns the changelog of the store of windows. The brokers are to stamp its records. */
    public static String windows(String applicationId) {
        return changelog(applicationId, CampaignStream.SOURCE_WINDOWS);
    }

    private static String changelog(String applicationId, String store) {
        return applicationId + "-" + store + "-changelog";
    }
}
