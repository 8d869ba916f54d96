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
 * Limits the reports on unverified announcements, which no configured key has signed. Anyone with write access to the
 * topic can send any number of them. They are counted by reason. Each reason gets one report, at most every 10 s, about
 * the last such announcement. Not thread-safe.
 */
final class UnverifiedReports {
    /** The reasons that make an announcement unverified. */
    static final Set<Reason> REASONS = Set.of(Reason.MALFORMED_MESSAGE, Reason.UNKNOWN_KEY, Reason.BAD_SIGNATURE);

    private static final Duration PAUSE = Duration.ofSeconds(10);

    private final Map<Reason, Tally> tallies = new EnumMap<>(Reason.class);

    /**
     * A report to write now.
     *
     * @param announcement digest of the last announcement of its reason
     * @param model the last announcement of its reason, or null if the record was not an announcement
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

    /** Returns the reports to write now. */
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
