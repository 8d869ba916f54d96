package org.robustdx.console.app;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.robustdx.console.cases.Activity;
import org.robustdx.console.cases.Agreement;
import org.robustdx.console.cases.CaseBoard;
import org.robustdx.console.cases.Incidents;
import org.robustdx.console.cases.Overview;
import org.robustdx.console.cases.TriageCase;
import org.robustdx.console.pages.ReportPage;
import org.robustdx.console.topics.Feed;
import org.robustdx.kafka.KafkaConnection;
import org.robustdx.kafka.SizeLimits;
import org.robustdx.kafka.TopicAdmin;
import org.robustdx.kafka.UserException;
import org.robustdx.schemas.ReviewDecision;
import org.robustdx.schemas.serde.MessageFormat;

/**
 * The figures of some days, read from the topics once.
 *
 * @param figures figures of sources, models and reviewers
 * @param incidents decisions that say that something was wrong
 * @param drift alerts on drift
 * @param from start of the days
 * @param to their end
 */
public record Report(
        Overview figures, List<Incidents.Incident> incidents, List<TriageCase> drift, Instant from, Instant to) {
    private static final long LOOK_AGAIN_MILLIS = 100;
    private static final Duration READING = Duration.ofMinutes(10);

    /** Copies the lists. */
    public Report {
        incidents = List.copyOf(incidents);
        drift = List.copyOf(drift);
    }

    /**
     * Reads the topics to their present end.
     *
     * @throws UserException if no broker answers, a topic is missing, or reading takes more than ten minutes
     */
    public static Report of(
            KafkaConnection kafka, SizeLimits sizes, MessageFormat format, Duration timeout, Instant now, int days)
            throws InterruptedException {
        Instant from = now.minus(Duration.ofDays(days));
        List<TopicPartition> partitions = new ArrayList<>();
        try (TopicAdmin topics = TopicAdmin.connect(kafka.clientProperties("admin"), timeout)) {
            topics.require(Feed.READ);
            Feed.READ.forEach(topic -> partitions.addAll(topics.partitions(topic)));
        }
        CaseBoard board = new CaseBoard();
        Activity activity = new Activity(Duration.ofDays(days));
        try (Feed feed = Feed.start(kafka, sizes, format, board, activity, partitions, from)) {
            long deadline = System.nanoTime() + READING.toNanos();
            while (!feed.isComplete()) {
                if (System.nanoTime() > deadline) {
                    throw UserException.failed("the topics were not read within %d min".formatted(READING.toMinutes()));
                }
                Thread.sleep(LOOK_AGAIN_MILLIS); // Polls, because readers do not signal that they have caught up.
            }
        }
        return new Report(
                Overview.of(board.since(from), activity, now, days),
                Incidents.of(board.all(), from),
                Incidents.drift(board.all(), from),
                from,
                now);
    }

    /** Returns the report as one page that needs nothing else. */
    public String html() {
        return ReportPage.render(figures, incidents, drift, from, to).text();
    }

    /** Returns the report as JSON. */
    public String json() {
        ObjectNode root = new ObjectMapper().createObjectNode();
        root.put("from", from.toString());
        root.put("to", to.toString());
        root.put("open", figures.counts().open());
        root.put("decided", figures.counts().decided());
        root.put("disputed", figures.disputed());
        agreement(root, figures.agreement());
        for (Overview.AgeBand band : figures.ages()) {
            root.withArray("open_by_age").addObject().put("age", band.name()).put("cases", band.cases());
        }
        for (Activity.Counts day : figures.days()) {
            counts(root.withArray("days").addObject(), day);
        }
        for (Overview.Group source : figures.sources()) {
            group(root.withArray("sources").addObject(), source);
        }
        for (Overview.Group model : figures.models()) {
            ObjectNode entry = group(root.withArray("models").addObject(), model);
            model.digests().forEach(entry.putArray("sha256")::add);
        }
        root.putArray("drift");
        for (TriageCase one : drift) {
            one.campaign().ifPresent(campaign -> {
                ObjectNode entry = root.withArray("drift").addObject();
                entry.put("source", one.source());
                entry.put("from", campaign.start().toString());
                entry.put("to", campaign.end().toString());
                campaign.detectors().forEach(entry.putArray("detectors")::add);
                entry.put("distance", campaign.statistic());
                entry.put("p_value", campaign.pValue());
            });
        }
        for (Incidents.Incident incident : incidents) {
            root.withArray("incidents")
                    .addObject()
                    .put("subject", incident.subject().toString())
                    .put("image", incident.imageId())
                    .put("source", incident.source())
                    .put("model", incident.model())
                    .put("model_sha256", incident.modelSha256())
                    .put("model_label", incident.modelLabel())
                    .put("decision", incident.decision().name())
                    .put("label", incident.label())
                    .put("reviewer", incident.reviewer())
                    .put("reviewed_at", incident.reviewedAt().toString());
        }
        return root.toPrettyString() + "\n";
    }

    private static ObjectNode group(ObjectNode entry, Overview.Group group) {
        entry.put("name", group.name());
        counts(entry, group.diagnoses());
        entry.put("cases", group.cases());
        entry.put("open", group.open());
        for (ReviewDecision decision : ReviewDecision.values()) {
            entry.withObject("/decisions").put(decision.name(), group.decided(decision));
        }
        agreement(entry, group.agreement());
        return entry;
    }

    private static void agreement(ObjectNode entry, Agreement agreement) {
        entry.withObject("/agreement")
                .put("alerts_upheld", agreement.alertsUpheld())
                .put("alerts", agreement.alerts())
                .put("labels_kept", agreement.labelsKept())
                .put("labels", agreement.labels());
    }

    private static void counts(ObjectNode entry, Activity.Counts counts) {
        entry.put("images", counts.images());
        entry.put("flagged", counts.flagged());
        entry.put("out_of_scope", counts.outOfScope());
    }

    /** Returns the report in one line. */
    public String summary() {
        return "%d cases decided, %d open, %d incidents"
                .formatted(figures.counts().decided(), figures.counts().open(), incidents.size());
    }
}
