package org.robustdx.console.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.robustdx.console.Alerts.NOON;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.robustdx.console.Alerts;
import org.robustdx.kafka.Topics;
import org.robustdx.schemas.Review;
import org.robustdx.schemas.ReviewDecision;
import org.robustdx.schemas.Severity;

class QueueTest {
    private final CaseBoard board = new CaseBoard();
    private int next;

    private Subject alert(String id, String source, Severity severity, Instant raisedAt) {
        Subject subject = new Subject(Topics.ADVERSARIAL_ALERTS, 0, next++);
        board.add(TriageCase.of(subject, Alerts.tampering(id, source, severity, raisedAt, 0)));
        return subject;
    }

    private Subject campaign(String source, Instant from) {
        Subject subject = new Subject(Topics.CAMPAIGN_ALERTS, 0, next++);
        board.add(TriageCase.of(subject, Alerts.campaign(source, from)));
        return subject;
    }

    static Review review(Subject subject, String reviewer, ReviewDecision decision) {
        return Review.newBuilder()
                .setSubjectTopic(subject.topic())
                .setSubjectPartition(subject.partition())
                .setSubjectOffset(subject.offset())
                .setReviewer(reviewer)
                .setDecision(decision)
                .setReviewedAt(NOON)
                .build();
    }

    private List<String> ids(QueueFilter filter) {
        return board.queue(filter).rows().stream()
                .map(row -> row.standing().about().imageId())
                .toList();
    }

    @Test
    void shouldListMostSevereFirstThenNewestFirst() {
        alert("low", "s", Severity.LOW, NOON);
        alert("old", "s", Severity.HIGH, NOON.minusSeconds(60));
        alert("new", "s", Severity.HIGH, NOON);
        alert("worst", "s", Severity.CRITICAL, NOON.minusSeconds(3600));
        assertThat(ids(QueueFilter.OPEN)).containsExactly("worst", "new", "old", "low");
    }

    @Test
    void shouldTakeADecidedCaseOutAndADisputedOneBackIn() {
        Subject subject = alert("a", "s", Severity.LOW, NOON);
        board.decide(subject, "anna", 1, review(subject, "anna", ReviewDecision.CONFIRMED));
        assertThat(ids(QueueFilter.OPEN)).isEmpty();
        assertThat(board.counts()).isEqualTo(new CaseBoard.Counts(0, 1));
        board.decide(subject, "ben", 2, review(subject, "ben", ReviewDecision.NOT_AN_ATTACK));
        assertThat(ids(QueueFilter.OPEN)).containsExactly("a");
        assertThat(board.find(subject).orElseThrow().state()).isEqualTo(CaseState.DISPUTED);
        board.decide(subject, "ben", 3, null);
        assertThat(board.find(subject).orElseThrow().state()).isEqualTo(CaseState.DECIDED);
    }

    @Test
    void shouldIgnoreAnOlderRecordOfTheSameReviewer() {
        Subject subject = alert("a", "s", Severity.LOW, NOON);
        board.decide(subject, "anna", 5, null);
        board.decide(subject, "anna", 4, review(subject, "anna", ReviewDecision.CONFIRMED));
        assertThat(board.find(subject).orElseThrow().reviews()).isEmpty();
    }

    @Test
    void shouldKeepADecisionThatComesBeforeItsCase() {
        Subject subject = new Subject(Topics.ADVERSARIAL_ALERTS, 0, 0);
        board.decide(subject, "anna", 5, review(subject, "anna", ReviewDecision.CONFIRMED));
        assertThat(board.counts().all()).isZero();
        alert("a", "s", Severity.LOW, NOON);
        assertThat(board.counts()).isEqualTo(new CaseBoard.Counts(0, 1));
    }

    @Test
    void shouldFoldImagesIntoTheirCampaignAndCountThem() {
        Subject campaign = campaign("ct-1", NOON);
        alert("in", "ct-1", Severity.HIGH, NOON.plusSeconds(1));
        alert("in-too", "ct-1", Severity.LOW, NOON.plusSeconds(599));
        alert("later", "ct-1", Severity.LOW, NOON.plusSeconds(600));
        alert("elsewhere", "mr-1", Severity.LOW, NOON.plusSeconds(1));
        Queue queue = board.queue(QueueFilter.OPEN);
        assertThat(queue.rows())
                .extracting(row -> row.standing().about().imageId() + " " + row.folded())
                .containsExactly(" 2", "later 0", "elsewhere 0");
        assertThat(queue.cases()).isEqualTo(5).isEqualTo(board.counts().open());
        assertThat(ids(QueueFilter.of(Map.of("campaign", campaign.toString())))).containsExactly("in", "in-too");
    }

    @Test
    void shouldFilterByEveryField() {
        alert("a", "ct-1", Severity.LOW, NOON);
        alert("b", "mr-1", Severity.LOW, NOON.minusSeconds(86_400));
        board.add(
                TriageCase.of(new Subject(Topics.OUT_OF_SCOPE_ALERTS, 0, 0), Alerts.outOfScope("c", "ct-1", NOON, 0)));
        assertThat(ids(QueueFilter.of(Map.of("source", "mr-1")))).containsExactly("b");
        assertThat(ids(QueueFilter.of(Map.of("task", "chest-xray")))).containsExactly("c");
        assertThat(ids(QueueFilter.of(Map.of("model", "chest-xray")))).containsExactly("c");
        assertThat(ids(QueueFilter.of(Map.of("kind", "OUT_OF_SCOPE")))).containsExactly("c");
        assertThat(ids(QueueFilter.of(Map.of("day", "2026-02-28")))).containsExactly("b");
        assertThat(ids(QueueFilter.of(Map.of("day", "no day")))).isEmpty();
        assertThat(ids(QueueFilter.of(Map.of("state", "decided")))).isEmpty();
        assertThat(ids(QueueFilter.of(Map.of("until", NOON.toString())))).containsExactly("b");
        assertThat(ids(QueueFilter.of(Map.of("since", NOON.toString())))).containsExactly("c", "a");
        assertThat(ids(QueueFilter.of(Map.of("since", "no time")))).isEmpty();
    }

    @Test
    void shouldFilterByDecisionAndByDispute() {
        Subject subject = alert("a", "s", Severity.LOW, NOON);
        alert("b", "s", Severity.LOW, NOON);
        board.decide(subject, "anna", 1, review(subject, "anna", ReviewDecision.CONFIRMED));
        assertThat(ids(QueueFilter.of(Map.of("state", "all", "decision", "CONFIRMED"))))
                .containsExactly("a");
        assertThat(ids(QueueFilter.of(Map.of("state", "all", "decision", "RECALL"))))
                .isEmpty();
        assertThat(ids(QueueFilter.of(Map.of("state", "disputed")))).isEmpty();
        board.decide(subject, "ben", 2, review(subject, "ben", ReviewDecision.RECALL));
        assertThat(ids(QueueFilter.of(Map.of("state", "disputed")))).containsExactly("a");
    }

    @Test
    void shouldStepFromCaseToCase() {
        Subject first = alert("a", "s", Severity.HIGH, NOON);
        Subject second = alert("b", "s", Severity.LOW, NOON);
        Queue queue = board.queue(QueueFilter.OPEN);
        assertThat(queue.after(first)).contains(second);
        assertThat(queue.after(second)).isEmpty();
        assertThat(queue.before(second)).contains(first);
    }

    @Test
    void shouldListTenThousandCasesWithinAMoment() {
        for (int i = 0; i < 10_000; i++) {
            alert("image-" + i, "source-" + i % 10, i % 4 == 0 ? Severity.CRITICAL : Severity.LOW, NOON.plusSeconds(i));
        }
        assertThat(board.queue(QueueFilter.OPEN).rows()).hasSize(10_000);
        assertThat(board.counts().open()).isEqualTo(10_000);
    }
}
