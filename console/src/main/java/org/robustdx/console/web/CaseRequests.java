package org.robustdx.console.web;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpStatus;
import org.robustdx.console.access.Session;
import org.robustdx.console.cases.CaseBoard;
import org.robustdx.console.cases.CaseKind;
import org.robustdx.console.cases.Queue;
import org.robustdx.console.cases.QueueFilter;
import org.robustdx.console.cases.ScoreCurves;
import org.robustdx.console.cases.Standing;
import org.robustdx.console.cases.Subject;
import org.robustdx.console.cases.TriageCase;
import org.robustdx.console.html.Html;
import org.robustdx.console.images.GraySamples;
import org.robustdx.console.images.Pictures;
import org.robustdx.console.pages.CaseDetails;
import org.robustdx.console.pages.CasePage;
import org.robustdx.console.pages.CaseView;
import org.robustdx.console.pages.Frame;
import org.robustdx.console.pages.MessagePage;
import org.robustdx.console.topics.UnavailableException;
import org.robustdx.schemas.AdversarialAlert;
import org.robustdx.schemas.CampaignKind;
import org.robustdx.schemas.ImageEvent;
import org.robustdx.schemas.OutOfScopeAlert;

/** Everything below {@code /cases/}: pages, pictures and decisions. */
final class CaseRequests {
    private static final Pattern PATH =
            Pattern.compile("([a-z-]{1,40}/\\d{1,6}/\\d{1,18})(?:/([a-z]{1,20}(?:\\.png)?))?");
    private static final String PNG = "image/png";

    private final Backstage console;
    private final Decisions decisions;
    private final Pictures pictures = new Pictures();

    CaseRequests(Backstage console) {
        this.console = console;
        this.decisions = new Decisions(
                console.board(), console.reviews(), console.access().audit(), console.clock());
    }

    /** Where an image's record is. */
    private record ImagePosition(String topic, int partition, long offset) {}

    void get(Exchange exchange, String path, Frame frame) throws UnavailableException {
        Matcher parts = PATH.matcher(path);
        Optional<Subject> subject = parts.matches() ? Subject.parse(parts.group(1)) : Optional.empty();
        Optional<Standing> standing = subject.flatMap(console.board()::find);
        if (standing.isEmpty()) {
            ConsoleHandler.notFound(exchange);
            return;
        }
        String part = parts.group(2) == null ? "" : parts.group(2);
        switch (part) {
            case "" ->
                exchange.html(
                        HttpStatus.OK_200,
                        page(frame, standing.get(), QueueFilter.of(exchange.query()), "", CaseView.Choice.NONE));
            case "decisions" -> exchange.html(HttpStatus.OK_200, CasePage.decisions(standing.get()));
            case "input.png", "denoised.png" -> preview(exchange, subject.get(), part.equals("input.png"));
            case "original.png" -> original(exchange, standing.get().about());
            case "samples" -> samples(exchange, standing.get().about());
            default -> ConsoleHandler.notFound(exchange);
        }
    }

    private Html page(Frame frame, Standing standing, QueueFilter filter, String problem, CaseView.Choice typed)
            throws UnavailableException {
        CaseBoard board = console.board();
        TriageCase one = standing.about();
        Queue queue = board.queue(filter);
        List<Standing> campaigns = one.campaign().isPresent()
                ? List.of()
                : board.all().stream()
                        .filter(other -> other.about().includes(one))
                        .toList();
        Optional<CaseDetails> details = details(one);
        Map<String, List<ScoreCurves.Point>> curves = new HashMap<>();
        details.ifPresent(known -> known.detectors()
                .forEach(finding -> curves.put(
                        finding.getDetector(),
                        console.activity().curves().of(one.modelSha256(), finding.getDetector()))));
        CaseView view = new CaseView(
                standing,
                details,
                console.activity().lastDay(one.source(), console.clock().instant()),
                curves,
                campaigns,
                similar(one, campaigns),
                one.campaign().isPresent() ? board.openImages(one) : List.of(),
                queue.before(one.subject()),
                queue.after(one.subject()),
                filter,
                problem,
                typed);
        return CasePage.render(frame, view, console.clock().instant());
    }

    /** Returns the other images of the campaigns of near-duplicates, the most urgent first. */
    private List<Standing> similar(TriageCase one, List<Standing> campaigns) {
        List<TriageCase> queries = campaigns.stream()
                .map(Standing::about)
                .filter(campaign -> campaign.campaign()
                        .filter(about -> about.kind() == CampaignKind.QUERIES)
                        .isPresent())
                .toList();
        return queries.isEmpty()
                ? List.of()
                : console.board().all().stream()
                        .filter(other -> !other.about().subject().equals(one.subject()))
                        .filter(other -> queries.stream().anyMatch(campaign -> campaign.includes(other.about())))
                        .toList();
    }

    private Optional<CaseDetails> details(TriageCase one) throws UnavailableException {
        return switch (one.kind()) {
            case TAMPERING -> console.records().tampering(one.subject()).map(CaseDetails::of);
            case OUT_OF_SCOPE -> console.records().outOfScope(one.subject()).map(CaseDetails::of);
            case CAMPAIGN -> Optional.empty();
        };
    }

    private void preview(Exchange exchange, Subject subject, boolean input) throws UnavailableException {
        Optional<byte[]> png = console.board()
                        .find(subject)
                        .filter(one -> one.about().kind() == CaseKind.TAMPERING)
                        .isPresent()
                ? console.records()
                        .tampering(subject)
                        .map(alert -> bytes(input ? alert.getInput() : alert.getPreview()))
                        .filter(bytes -> bytes.length > 0)
                : Optional.empty();
        if (png.isPresent()) {
            exchange.send(HttpStatus.OK_200, PNG, png.get());
        } else {
            exchange.text(HttpStatus.NOT_FOUND_404, "no such picture\n");
        }
    }

    private Optional<ImageEvent> image(TriageCase one) throws UnavailableException {
        Optional<ImagePosition> at = position(one);
        return at.isPresent()
                ? console.records()
                        .image(at.get().topic(), at.get().partition(), at.get().offset())
                : Optional.empty();
    }

    /** Answers with the samples of a grey image of more than 8 bits, which browsers would cut to 8; with nothing for all other images. */
    private void samples(Exchange exchange, TriageCase one) throws UnavailableException {
        Optional<GraySamples> samples = image(one)
                .filter(image -> image.getContent() instanceof ByteBuffer)
                .flatMap(image -> pictures.samples(bytes((ByteBuffer) image.getContent())));
        samples.ifPresent(found -> exchange.header(
                "X-Samples",
                "{\"width\":%d,\"height\":%d,\"bits\":%d,\"offset\":%d,\"slope\":%s,\"intercept\":%s,\"inverted\":%b,\"center\":%s,\"window\":%s}"
                        .formatted(
                                found.width(),
                                found.height(),
                                found.bits(),
                                found.offset(),
                                found.slope(),
                                found.intercept(),
                                found.inverted(),
                                found.center(),
                                found.window())));
        exchange.send(
                HttpStatus.OK_200,
                "application/octet-stream",
                samples.map(GraySamples::samples).orElse(new byte[0]));
    }

    private void original(Exchange exchange, TriageCase one) throws UnavailableException {
        Optional<ImageEvent> image = image(one);
        if (image.isEmpty()) {
            exchange.text(HttpStatus.NOT_FOUND_404, "The image's record is no longer in the topic.");
        } else if (image.get().getContent() instanceof ByteBuffer content) {
            Pictures.Result result = pictures.decode(bytes(content));
            if (result instanceof Pictures.Result.Shown shown) {
                exchange.send(HttpStatus.OK_200, PNG, shown.png());
            } else {
                exchange.text(HttpStatus.NOT_FOUND_404, ((Pictures.Result.Refused) result).why());
            }
        } else {
            exchange.text(
                    HttpStatus.NOT_FOUND_404,
                    "The record refers to an image outside the topic, which the console cannot read.");
        }
    }

    private Optional<ImagePosition> position(TriageCase one) throws UnavailableException {
        return switch (one.kind()) {
            case TAMPERING -> console.records().tampering(one.subject()).flatMap(CaseRequests::position);
            case OUT_OF_SCOPE -> console.records().outOfScope(one.subject()).flatMap(CaseRequests::position);
            case CAMPAIGN -> Optional.empty();
        };
    }

    private static Optional<ImagePosition> position(AdversarialAlert alert) {
        return Optional.of(new ImagePosition(alert.getImageTopic(), alert.getImagePartition(), alert.getImageOffset()))
                .filter(at -> at.offset() >= 0);
    }

    private static Optional<ImagePosition> position(OutOfScopeAlert alert) {
        return Optional.of(new ImagePosition(alert.getImageTopic(), alert.getImagePartition(), alert.getImageOffset()))
                .filter(at -> at.offset() >= 0);
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    void post(Exchange exchange, String path, Session session, Map<String, String> form, Frame frame)
            throws UnavailableException {
        Matcher parts = PATH.matcher(path);
        Optional<Subject> subject = parts.matches() ? Subject.parse(parts.group(1)) : Optional.empty();
        if (subject.isEmpty()) {
            ConsoleHandler.notFound(exchange);
        } else if (!session.account().mayDecide()) {
            exchange.html(
                    HttpStatus.FORBIDDEN_403,
                    MessagePage.render("Not allowed", "Your role is reader: you may look, not decide."));
        } else if ("decision".equals(parts.group(2))) {
            decide(exchange, subject.get(), session, form, frame);
        } else if ("undo".equals(parts.group(2))) {
            undo(exchange, subject.get(), session);
            exchange.redirect("/cases/" + subject.get());
        } else {
            ConsoleHandler.notFound(exchange);
        }
    }

    /** Withdraws the decision on a case, and what was decided together with it. */
    private void undo(Exchange exchange, Subject subject, Session session) throws UnavailableException {
        List<String> last = session.lastDecisions();
        List<Subject> subjects = last.contains(subject.toString())
                ? last.stream().flatMap(one -> Subject.parse(one).stream()).toList()
                : List.of(subject);
        for (Subject one : subjects) {
            decisions.withdraw(session.account(), exchange.address(), one);
        }
        session.lastDecisions(List.of());
    }

    private void decide(Exchange exchange, Subject subject, Session session, Map<String, String> form, Frame frame)
            throws UnavailableException {
        QueueFilter filter = QueueFilter.of(exchange.query());
        // The next case is that of the list as the person saw it, with this case in it.
        Optional<Subject> next = console.board().queue(filter).after(subject);
        CaseView.Choice choice = new CaseView.Choice(
                form.getOrDefault("decision", ""), form.getOrDefault("label", ""), form.getOrDefault("note", ""));
        Decisions.Result result = decisions.decide(
                session.account(),
                exchange.address(),
                subject,
                choice,
                form.getOrDefault("seen", ""),
                form.containsKey("members"));
        if (result instanceof Decisions.Result.Refused refused) {
            Optional<Standing> standing = console.board().find(subject);
            if (standing.isEmpty()) {
                ConsoleHandler.notFound(exchange);
            } else {
                exchange.html(refused.status(), page(frame, standing.get(), filter, refused.why(), choice));
            }
            return;
        }
        session.lastDecisions(((Decisions.Result.Stored) result)
                .subjects().stream().map(Subject::toString).toList());
        String query = exchange.queryText();
        exchange.redirect(next.map(to -> "/cases/" + to + query).orElse("/" + query));
    }
}
