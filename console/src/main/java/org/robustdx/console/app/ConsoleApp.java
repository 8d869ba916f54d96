package org.robustdx.console.app;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.common.TopicPartition;
import org.robustdx.console.cases.Activity;
import org.robustdx.console.cases.CaseBoard;
import org.robustdx.console.topics.Feed;
import org.robustdx.console.topics.RecordLookup;
import org.robustdx.console.topics.ReviewLog;
import org.robustdx.console.web.Backstage;
import org.robustdx.console.web.ConsoleServer;
import org.robustdx.http.HttpServer;
import org.robustdx.kafka.TopicAdmin;
import org.robustdx.kafka.Topics;

/** A running console: it follows the topics, and answers on its port until it is closed. */
public final class ConsoleApp implements AutoCloseable {
    private final Feed feed;
    private final RecordLookup records;
    private final ReviewLog reviews;
    private final HttpServer server;
    private final AtomicBoolean closing = new AtomicBoolean();
    private final CountDownLatch closed = new CountDownLatch(1);

    private ConsoleApp(Feed feed, RecordLookup records, ReviewLog reviews, HttpServer server) {
        this.feed = feed;
        this.records = records;
        this.reviews = reviews;
        this.server = server;
    }

    /**
     * Returns a newly started console.
     *
     * @throws org.robustdx.kafka.UserException if no broker answers, a topic is missing, or the address cannot be had
     */
    public static ConsoleApp start(ConsoleConfig config, Clock clock) {
        List<TopicPartition> followed = new ArrayList<>();
        List<TopicPartition> looked = new ArrayList<>();
        try (TopicAdmin topics =
                TopicAdmin.connect(config.kafka().clientProperties("admin"), config.connectTimeout())) {
            List<String> needed = new ArrayList<>(Feed.READ);
            needed.add(Topics.MEDICAL_IMAGES);
            topics.require(needed);
            Feed.READ.forEach(topic -> followed.addAll(topics.partitions(topic)));
            RecordLookup.READ.forEach(topic -> looked.addAll(topics.partitions(topic)));
        }
        CaseBoard board = new CaseBoard();
        Activity activity = new Activity(config.history());
        ReviewLog reviews = ReviewLog.open(config.kafka(), config.sizes(), config.format(), board);
        RecordLookup records = new RecordLookup(config.kafka(), config.sizes(), config.format(), looked);
        Feed feed = Feed.start(
                config.kafka(),
                config.sizes(),
                config.format(),
                board,
                activity,
                followed,
                clock.instant().minus(config.history()));
        try {
            HttpServer server = ConsoleServer.start(
                    config.address(),
                    config.tls(),
                    new Backstage(board, activity, feed.status(), records, reviews, config.access(), clock));
            return new ConsoleApp(feed, records, reviews, server);
        } catch (RuntimeException e) {
            feed.close();
            records.close();
            reviews.close();
            throw e;
        }
    }

    /** Returns the port that it answers on. */
    public int port() {
        return server.port();
    }

    /** Waits until the console is closed. */
    public void awaitEnd() throws InterruptedException {
        closed.await();
    }

    @Override
    public void close() {
        if (closing.compareAndSet(false, true)) {
            server.close();
            feed.close();
            records.close();
            reviews.close();
            closed.countDown();
        }
    }
}
