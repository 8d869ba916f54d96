package org.robustdx.gateway.app;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.robustdx.gateway.archive.DicomWebClient;
import org.robustdx.gateway.archive.HttpCalls;
import org.robustdx.gateway.intake.Backlog;
import org.robustdx.gateway.intake.LargeContent;
import org.robustdx.gateway.intake.Ledger;
import org.robustdx.gateway.intake.Poller;
import org.robustdx.gateway.intake.Preparer;
import org.robustdx.gateway.intake.StowHandler;
import org.robustdx.gateway.intake.StowServer;
import org.robustdx.gateway.pseudonym.IdentityVault;
import org.robustdx.gateway.pseudonym.Pseudonyms;
import org.robustdx.gateway.report.OverviewReporter;
import org.robustdx.gateway.report.Reporter;
import org.robustdx.gateway.report.Targets;
import org.robustdx.http.HttpServer;
import org.robustdx.kafka.TopicAdmin;
import org.robustdx.kafka.Topics;
import org.robustdx.kafka.UserException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running gateway. It ends when it is closed, or when one of its threads fails for good. */
public final class GatewayApp implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GatewayApp.class);
    private static final int FHIR_AT_A_TIME = 2;
    private static final long CLOSE_SECONDS = 20;

    private final List<AutoCloseable> parts = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
    private int stowPort;

    private GatewayApp() {}

    /**
     * Returns a newly started gateway.
     *
     * @param notes receives a line for each thing that happened
     * @throws UserException if no broker answers, a topic is missing, or an address cannot be had
     */
    public static GatewayApp start(GatewayConfig config, Clock clock, Consumer<String> notes) {
        GatewayApp app = new GatewayApp();
        try {
            app.begin(config, clock, notes);
            return app;
        } catch (RuntimeException e) {
            app.close();
            throw e;
        }
    }

    private void begin(GatewayConfig config, Clock clock, Consumer<String> notes) {
        try (TopicAdmin topics =
                TopicAdmin.connect(config.kafka().clientProperties("admin"), config.connectTimeout())) {
            topics.require(List.of(Topics.MEDICAL_IMAGES, Topics.DIAGNOSES, Topics.GATEWAY_TAKEN));
            if (config.overviews()) {
                topics.require(List.of(Topics.ADVERSARIAL_ALERTS));
            }
            config.fhir().topic().ifPresent(topic -> topics.require(List.of(topic)));
        }
        Ledger ledger = opened(Ledger.open(
                config.kafka(),
                config.intake().sizes(),
                config.format(),
                new IdentityVault(config.key()),
                config.name()));
        notes.accept("instances known: %d".formatted(ledger.size()));
        Backlog backlog =
                opened(new Backlog(config.kafka(), config.connectTimeout(), config.appGroup(), config.maxLag()));
        Optional<LargeContent> large = config.claimCheck().map(place -> opened(place.open()));
        Preparer preparer = new Preparer(config.key(), config.routes(), config.intake(), large);
        Optional<DicomWebClient> archive = config.archive()
                .map(server -> new DicomWebClient(new HttpCalls(
                        server,
                        config.limits(),
                        config.polling().map(Poller.Settings::atATime).orElse(1) + 2)));
        Targets targets = new Targets(
                config.reports() ? archive : Optional.empty(),
                config.fhir().server().map(server -> new HttpCalls(server, config.limits(), FHIR_AT_A_TIME)),
                config.fhir().topic(),
                config.fhir().patientSystem().map(Object::toString));
        config.stow().ifPresent(stow -> {
            HttpServer server =
                    opened(StowServer.start(stow.address(), new StowHandler(preparer, ledger, backlog, stow.token())));
            stowPort = server.port();
        });
        if (!targets.isEmpty()) {
            Reporter reporter = Reporter.open(
                    config.kafka(),
                    config.intake().sizes(),
                    config.format(),
                    config.name(),
                    ledger,
                    new Pseudonyms(config.key()),
                    targets,
                    notes);
            thread("reporter", () -> {
                try (reporter) {
                    reporter.run();
                }
            });
        }
        if (config.overviews()) {
            OverviewReporter overviews = OverviewReporter.open(
                    config.kafka(),
                    config.format(),
                    config.name(),
                    ledger,
                    new Pseudonyms(config.key()),
                    archive.orElseThrow());
            thread("overviews", () -> {
                try (overviews) {
                    overviews.run();
                }
            });
        }
        config.polling().ifPresent(polling -> {
            Poller poller = opened(new Poller(archive.orElseThrow(), preparer, ledger, backlog, polling, clock, notes));
            thread("poller", poller::run);
        });
        threads.forEach(Thread::start);
    }

    private <T extends AutoCloseable> T opened(T part) {
        parts.add(part);
        return part;
    }

    private interface Work {
        void run() throws InterruptedException;
    }

    private void thread(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (InterruptedException e) {
                        // The gateway is being closed.
                    } catch (RuntimeException e) {
                        if (!closing.get()) {
                            LOG.error("{} failed: {}", name, e.getMessage());
                            failure.compareAndSet(null, e);
                        }
                    } finally {
                        ended.countDown();
                    }
                },
                name);
        threads.add(thread);
    }

    /** Returns the port for STOW-RS, 0 if there is none. */
    public int stowPort() {
        return stowPort;
    }

    /**
     * Waits until the gateway ends.
     *
     * @throws RuntimeException because of which it ended by itself
     */
    public void awaitEnd() throws InterruptedException {
        ended.await();
        RuntimeException problem = failure.get();
        if (problem != null) {
            throw problem;
        }
    }

    @Override
    public void close() {
        if (!closing.compareAndSet(false, true)) {
            return;
        }
        threads.forEach(Thread::interrupt);
        for (Thread thread : threads) {
            try {
                thread.join(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        for (int i = parts.size() - 1; i >= 0; i--) {
            try {
                parts.get(i).close();
            } catch (Exception e) { // The others must be closed too.
                LOG.warn("a part of the gateway did not close: {}", e.getMessage());
            }
        }
        ended.countDown();
    }
}
