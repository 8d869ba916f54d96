package org.robustdx.console.web;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.robustdx.console.access.Login;
import org.robustdx.console.access.Session;
import org.robustdx.console.cases.CaseBoard;
import org.robustdx.console.cases.Overview;
import org.robustdx.console.cases.Queue;
import org.robustdx.console.cases.QueueFilter;
import org.robustdx.console.cases.Standing;
import org.robustdx.console.cases.Subject;
import org.robustdx.console.cases.Trend;
import org.robustdx.console.pages.Frame;
import org.robustdx.console.pages.LoginPage;
import org.robustdx.console.pages.MessagePage;
import org.robustdx.console.pages.OverviewPage;
import org.robustdx.console.pages.QueuePage;
import org.robustdx.console.topics.UnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends each request to what answers it. Without a session there are only the login, the assets and the health. */
final class ConsoleHandler extends Handler.Abstract {
    /** Days that the overview shows. */
    static final int DAYS = 30;

    private static final Logger LOG = LoggerFactory.getLogger(ConsoleHandler.class);
    private static final int MOST_LOGINS = 16;
    private static final String ASSETS = "/assets/";
    private static final String CASES = "/cases/";

    private final Backstage console;
    private final Visitors visitors;
    private final CaseRequests cases;
    private final LiveUpdates live;
    private final Assets assets = new Assets();
    /** Anybody can begin a login and send it slowly: most threads stay for people who are logged in. */
    private final Semaphore logins = new Semaphore(MOST_LOGINS);

    ConsoleHandler(Backstage console) {
        this.console = console;
        this.visitors = new Visitors(console.access(), console.clock());
        this.cases = new CaseRequests(console);
        this.live =
                LiveUpdates.start(this::state, listener -> visitors.mayListen(listener.token(), listener.address()));
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        SecurityHeaders.put(response);
        Exchange exchange = new Exchange(request, response, callback);
        try {
            answer(exchange);
        } catch (UnavailableException e) {
            LOG.warn("{}: {}", e.getMessage(), String.valueOf(e.getCause()));
            exchange.html(
                    HttpStatus.SERVICE_UNAVAILABLE_503,
                    MessagePage.render(
                            "Kafka does not answer", "Nothing was stored. Go back and try again in a moment."));
        } catch (IllegalArgumentException | IOException e) {
            LOG.info("bad request", e);
            exchange.html(HttpStatus.BAD_REQUEST_400, MessagePage.render("Bad request", "The request cannot be read."));
        } catch (RuntimeException e) {
            LOG.error("a request failed", e);
            exchange.html(
                    HttpStatus.INTERNAL_SERVER_ERROR_500,
                    MessagePage.render("Failed", "The console failed on this request. Its log says more."));
        }
        return true;
    }

    private void answer(Exchange exchange) throws IOException, UnavailableException {
        String path = exchange.path();
        if (!exchange.isGet() && !exchange.isPost()) {
            exchange.text(HttpStatus.METHOD_NOT_ALLOWED_405, "expected: GET or POST\n");
        } else if (exchange.isPost() && exchange.isForeign()) {
            exchange.html(HttpStatus.FORBIDDEN_403, MessagePage.render("Not allowed", "The form is of another site."));
        } else if (exchange.isGet() && path.startsWith(ASSETS)) {
            asset(exchange, path.substring(ASSETS.length()));
        } else if (path.equals("/health/live")) {
            exchange.text(HttpStatus.OK_200, "live\n");
        } else if (path.equals("/health/ready")) {
            boolean ready = console.status().connected();
            exchange.text(ready ? 200 : 503, ready ? "ready\n" : "not ready\n");
        } else if (path.equals("/login")) {
            login(exchange);
        } else {
            Optional<Visitors.Visit> visit = visitors.of(exchange);
            if (visit.isPresent()) {
                answer(exchange, path, visit.get());
            } else if (exchange.isGet() && !path.equals("/events") && !path.equals("/rows")) {
                exchange.redirect("/login");
            } else {
                exchange.html(
                        HttpStatus.UNAUTHORIZED_401,
                        MessagePage.render("Not logged in", "Your session is over. Log in again."));
            }
        }
    }

    private void answer(Exchange exchange, String path, Visitors.Visit visit) throws IOException, UnavailableException {
        if (exchange.isPost()) {
            Map<String, String> form = exchange.form();
            if (!visit.session().csrf().equals(form.get("csrf"))) {
                exchange.html(
                        HttpStatus.FORBIDDEN_403,
                        MessagePage.render("Not allowed", "The form is not of this session. Load the page again."));
            } else if (path.equals("/logout")) {
                visitors.end(exchange);
                exchange.redirect("/login");
            } else if (path.startsWith(CASES)) {
                cases.post(exchange, path.substring(CASES.length()), visit.session(), form, frame(visit.session()));
            } else {
                notFound(exchange);
            }
            return;
        }
        switch (path) {
            case "/" -> queue(exchange, visit.session());
            case "/rows" -> rows(exchange);
            case "/events" -> live.add(exchange.listen(visit.token()));
            case "/overview" -> overview(exchange, visit.session());
            default -> {
                if (path.startsWith(CASES)) {
                    cases.get(exchange, path.substring(CASES.length()), frame(visit.session()));
                } else {
                    notFound(exchange);
                }
            }
        }
    }

    static void notFound(Exchange exchange) {
        exchange.html(HttpStatus.NOT_FOUND_404, MessagePage.render("Not found", "There is nothing here."));
    }

    private void asset(Exchange exchange, String name) {
        Optional<Assets.Asset> asset = assets.find(name);
        if (asset.isPresent()) {
            exchange.header("Cache-Control", "no-cache");
            exchange.send(HttpStatus.OK_200, asset.get().type(), asset.get().bytes());
        } else {
            exchange.text(HttpStatus.NOT_FOUND_404, "no such asset\n");
        }
    }

    private void login(Exchange exchange) throws IOException {
        if (exchange.isGet()) {
            exchange.html(HttpStatus.OK_200, LoginPage.render(""));
            return;
        }
        if (!logins.tryAcquire()) {
            exchange.html(HttpStatus.SERVICE_UNAVAILABLE_503, LoginPage.render("Too many logins at once. Try again."));
            return;
        }
        try {
            login(exchange, exchange.form());
        } finally {
            logins.release();
        }
    }

    private void login(Exchange exchange, Map<String, String> form) {
        String name = form.getOrDefault("name", "");
        Login.Result result = visitors.login(exchange, name, form.getOrDefault("password", ""));
        if (result instanceof Login.Result.Accepted) {
            exchange.redirect("/");
        } else if (result instanceof Login.Result.Limited limited) {
            exchange.header("Retry-After", Long.toString(limited.remaining().toSeconds() + 1));
            exchange.html(
                    HttpStatus.TOO_MANY_REQUESTS_429,
                    LoginPage.render("Too many wrong passwords. Wait %d minutes."
                            .formatted(limited.remaining().toMinutes() + 1)));
        } else {
            exchange.html(HttpStatus.UNAUTHORIZED_401, LoginPage.render("Name or password is wrong."));
        }
    }

    private Frame frame(Session session) {
        return new Frame(
                session.account(),
                session.csrf(),
                console.board().counts(),
                console.status().connected(),
                console.status().caughtUp(),
                session.lastDecisions(),
                session.lastDecisions().stream()
                        .findFirst()
                        .flatMap(Subject::parse)
                        .flatMap(console.board()::find)
                        .map(standing -> standing.about().title())
                        .orElse(""));
    }

    private void queue(Exchange exchange, Session session) {
        QueueFilter filter = QueueFilter.of(exchange.query());
        CaseBoard board = console.board();
        exchange.html(
                HttpStatus.OK_200,
                QueuePage.render(
                        frame(session),
                        board,
                        filter,
                        board.queue(filter),
                        console.clock().instant()));
    }

    private void overview(Exchange exchange, Session session) {
        Map<String, String> query = exchange.query();
        List<Standing> all = console.board().all();
        Instant now = console.clock().instant();
        exchange.html(
                HttpStatus.OK_200,
                OverviewPage.render(
                        frame(session),
                        Overview.of(all, console.activity(), now, DAYS),
                        Trend.of(
                                all,
                                console.activity(),
                                query.getOrDefault("source", ""),
                                query.getOrDefault("model", ""),
                                now,
                                DAYS)));
    }

    private void rows(Exchange exchange) {
        Map<String, String> query = exchange.query();
        QueueFilter filter = QueueFilter.of(query);
        Queue queue = console.board().queue(filter);
        int from = number(query.getOrDefault("from", "0"));
        exchange.header("X-Total", Integer.toString(queue.rows().size()));
        exchange.header("X-Cases", Integer.toString(queue.cases()));
        exchange.html(
                HttpStatus.OK_200,
                QueuePage.rows(
                        queue, filter, from, QueuePage.CHUNK, console.clock().instant()));
    }

    private static int number(String text) {
        return text.matches("\\d{1,8}") ? Integer.parseInt(text) : 0;
    }

    private String state() {
        CaseBoard.Counts counts = console.board().counts();
        return "{\"version\":%d,\"open\":%d,\"decided\":%d,\"connected\":%b,\"caughtUp\":%b}"
                .formatted(
                        console.board().version(),
                        counts.open(),
                        counts.decided(),
                        console.status().connected(),
                        console.status().caughtUp());
    }

    @Override
    protected void doStop() throws Exception {
        live.close();
        super.doStop();
    }
}
