package org.robustdx.schemas.serde;

import com.microsoft.kiota.ApiException;
import io.apicurio.registry.resolver.client.RegistryClientFacade;
import io.apicurio.registry.resolver.client.RegistryClientFacadeImpl;
import io.apicurio.registry.rest.client.RegistryClient;
import io.kiota.http.jdk.JDKRequestAdapter;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.avro.Schema;
import org.robustdx.schemas.shown.ShownUrl;

/** Ids of schemas, through Apicurio's client. Asks again for some seconds where there is no answer. Thread-safe. */
final class SchemaRegistry {
    private static final int NOT_FOUND = 404;
    private static final int SERVER_ERROR = 500;
    private static final int TOO_MANY_REQUESTS = 429;

    private final URI url;
    private final Duration patience;
    private final RegistryClientFacade client;

    /**
     * Creates a client.
     *
     * @param url base of the registry's API of version 3, such as {@code http://registry:8080/apis/registry/v3}
     * @param patience how long it asks again
     */
    SchemaRegistry(URI url, Duration patience) {
        this.url = url;
        this.patience = patience;
        JDKRequestAdapter http = new JDKRequestAdapter(HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(patience)
                .build());
        http.setBaseUrl(url.toString());
        this.client = new RegistryClientFacadeImpl(new RegistryClient(http));
    }

    /** Returns the id of this schema, registered as the value of this topic where it is not yet. */
    int register(String topic, Schema schema) {
        long id = asked(() -> Optional.of(client.createSchema(
                                "AVRO",
                                "default",
                                topic + "-value",
                                null,
                                "FIND_OR_CREATE_VERSION",
                                false,
                                schema.toString(),
                                Set.of())
                        .getContentId()))
                .orElseThrow(() -> new RegistryException(
                        "schema registry %s: it does not take the schema of %s".formatted(ShownUrl.of(url), topic),
                        null));
        return Math.toIntExact(id);
    }

    private <R> Optional<R> asked(Supplier<Optional<R>> question) {
        long end = System.nanoTime() + patience.toNanos();
        long pause = TimeUnit.MILLISECONDS.toNanos(100);
        while (true) {
            RuntimeException failure;
            try {
                return question.get();
            } catch (RuntimeException e) {
                int status = status(e);
                if (status == NOT_FOUND) {
                    return Optional.empty();
                }
                boolean final4xx = status > 0 && status < SERVER_ERROR && status != TOO_MANY_REQUESTS;
                if (final4xx || System.nanoTime() + pause > end) {
                    throw new RegistryException(
                            "schema registry %s: %s"
                                    .formatted(ShownUrl.of(url), status > 0 ? "HTTP " + status : rootName(e)),
                            e);
                }
                failure = e;
            }
            try {
                TimeUnit.NANOSECONDS.sleep(pause);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new RegistryException("schema registry %s: interrupted".formatted(ShownUrl.of(url)), failure);
            }
            pause *= 2;
        }
    }

    private static int status(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof ApiException api) {
                return api.getResponseStatusCode();
            }
        }
        return 0;
    }

    private static String rootName(Throwable e) {
        Throwable root = e;
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            root = cause;
        }
        return root.getClass().getSimpleName();
    }
}
