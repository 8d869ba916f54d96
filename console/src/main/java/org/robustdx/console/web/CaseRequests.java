package org.robustdx.console.web;

import java.nio.ByteBuffer;
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
import org.robustdx.console.cases.Standing;
import org.robustdx.console.cases.Subject;
import org.robustdx.console.cases.TriageCase;
import org.robustdx.console.html.Html;
import org.robustdx.console.images.Pictures;
import org.robustdx.console.pages.CaseDetails;
import org.robustdx.console.pages.CasePage;
import org.robustdx.console.pages.CaseView;
import org.robustdx.console.pages.Frame;
import org.robustdx.console.pages.MessagePage;
import org.robustdx.console.topics.UnavailableException;
import org.robustdx.schemas.AdversarialAlert;
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
        CaseView view = new CaseView(
                standing,
                details(one),
                console.activity().lastDay(one.source(), console.clock().instant()),
                campaigns,
                one.campaign().isPresent() ? board.openImages(one) : List.of(),
                queue.before(one.subject()),
                queue.after(one.subject()),
                filter,
                problem,
                typed);
        return CasePage.render(frame, view, console.clock().instant());
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

    private void original(Exchange exchange, TriageCase one) throws UnavailableException {
        Optional<ImagePosition> at = position(one);
        Optional<ImageEvent> image = at.isPresent()
                ? console.records()
                        .image(at.get().topic(), at.get().partition(), at.get().offset())
                : Optional.empty();
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
            decisions.withdraw(session.account(), exchange.address(), subject.get());
            session.lastDecision(Optional.empty());
            exchange.redirect("/cases/" + subject.get());
        } else {
            ConsoleHandler.notFound(exchange);
        }
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
        session.lastDecision(Optional.of(subject.toString()));
        String query = exchange.queryText();
        exchange.redirect(next.map(to -> "/cases/" + to + query).orElse("/" + query));
    }
}
