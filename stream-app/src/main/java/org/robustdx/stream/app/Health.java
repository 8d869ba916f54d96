package org.robustdx.stream.app;

import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaStreams;
import org.robustdx.kafka.UserException;
import org.robustdx.stream.config.HttpSettings;
import org.robustdx.stream.diagnosis.ModelSwitch;
import org.robustdx.stream.http.Liveness;
import org.robustdx.stream.http.OperationsServer;
import org.robustdx.stream.http.Readiness;
import org.robustdx.stream.metrics.AppMetrics;
import org.robustdx.stream.readahead.ReadAhead;

/** Serves health and metrics of a running app over HTTP. */
final class Health implements AutoCloseable {
    private final OperationsServer server;
    private final Readiness readiness;
    private final Liveness liveness;
    private final KafkaStreamsMetrics kafka;

    private Health(OperationsServer server, Readiness readiness, Liveness liveness, KafkaStreamsMetrics kafka) {
        this.server = server;
        this.readiness = readiness;
        this.liveness = liveness;
        this.kafka = kafka;
    }

    /**
     * Starts the server and returns it.
     *
     * @param streams must be running before the app is ready
     * @param models the model in use must classify a blank image before the app is ready
     * @throws UserException if the address, the certificate or the token is invalid
     */
    static Health start(
            HttpSettings http,
            KafkaStreams streams,
            ModelSwitch models,
            AppMetrics metrics,
            Supplier<ReadAhead.Snapshot> readAhead) {
        Readiness readiness = new Readiness(() -> streams.state() == KafkaStreams.State.RUNNING, () -> probe(models));
        Liveness liveness = Liveness.start(readiness::isReady);
        metrics.upToWork(liveness::isUpToWork);
        OperationsServer server;
        try {
            server = OperationsServer.start(http, metrics::scrape, readiness::isReady, liveness::isLive);
        } catch (RuntimeException e) {
            liveness.close();
            readiness.close();
            throw e;
        }
        return new Health(server, readiness, liveness, metrics.bind(streams, models::snapshot, readAhead));
    }

    private static void probe(ModelSwitch models) {
        models.using(running -> {
            Readiness.readBlank(running.engine());
            return true;
        });
    }

    /** Returns the port of the server. */
    int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.close();
        liveness.close();
        readiness.close();
        kafka.close();
    }
}
