package org.robustdx.stream.modelupdate;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.robustdx.schemas.ModelAnnouncement;
import org.robustdx.stream.modelupdate.ModelRefusal.Reason;

/**
 * Refusals of announcements that no configured key has signed. Anybody who may write to the topic can cause any number of them: they are counted,
 * and there is one report for each reason, which names the last of them and is written every few seconds at most. Not thread-safe.
 */
final class UnverifiedReports {
    /** The reasons for which nobody vouches for what an announcement says. */
    static final Set<Reason> REASONS = Set.of(Reason.MALFORMED_MESSAGE, Reason.UNKNOWN_KEY, Reason.BAD_SIGNATURE);

    private static final Duration PAUSE = Duration.ofSeconds(10);

    private final Map<Reason, Tally> tallies = new EnumMap<>(Reason.class);

    /**
     * A report that is due.
     *
     * @param announcement digest of the last of them
     * @param model the last of them, or null where it is no announcement
     */
    record Due(String announcement, @Nullable ModelAnnouncement model, ModelRefusal refusal) {}

    private static final class Tally {
        private long count;
        private boolean news;
        private Instant reported = Instant.MIN;
        private String announcement = "";
        private @Nullable ModelAnnouncement model;
        private String message = "";
    }

    void add(String announcement, @Nullable ModelAnnouncement model, ModelRefusal refusal) {
        Tally tally = tallies.computeIfAbsent(refusal.reason(), reason -> new Tally());
        tally.count++;
        tally.news = true;
        tally.announcement = announcement;
        tally.model = model;
        tally.message = refusal.message();
    }

    /** Returns what is to be reported now. */
    List<Due> due(Instant now) {
        List<Due> due = new ArrayList<>();
        tallies.forEach((reason, tally) -> {
            if (tally.news && !now.isBefore(tally.reported.plus(PAUSE))) {
                tally.news = false;
                tally.reported = now;
                String message = tally.count == 1
                        ? tally.message
                        : "%d such announcements since the start, the last one: %s"
                                .formatted(tally.count, tally.message);
                due.add(new Due(tally.announcement, tally.model, new ModelRefusal(reason, message)));
            }
        });
        return due;
    }
}
