package org.robustdx.gateway.app;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.robustdx.gateway.archive.HttpLimits;
import org.robustdx.gateway.archive.ServerAccess;
import org.robustdx.gateway.intake.ContentBucket;
import org.robustdx.gateway.intake.ContentFolder;
import org.robustdx.gateway.intake.IntakeSettings;
import org.robustdx.gateway.intake.LargeContent;
import org.robustdx.gateway.intake.Poller;
import org.robustdx.gateway.intake.Routes;
import org.robustdx.gateway.pseudonym.GatewayKey;
import org.robustdx.http.Token;
import org.robustdx.kafka.KafkaConnection;
import org.robustdx.schemas.serde.MessageFormat;

/**
 * How a gateway runs.
 *
 * @param kafka the cluster
 * @param format how records are written
 * @param connectTimeout longest wait for an answer of the brokers about topics and groups
 * @param name name of the gateway, unique in the cluster
 * @param key its secret
 * @param routes which images go to which task
 * @param intake how instances become events
 * @param claimCheck where images over the size limit are kept; empty to refuse them
 * @param appGroup consumer group of the app
 * @param maxLag most images that may wait for the app
 * @param archive the archive; empty for none
 * @param polling how it is polled; empty not to poll
 * @param reports whether structured reports are stored in the archive
 * @param overviews whether overviews of images with alerts are stored in the archive
 * @param limits limits on requests
 * @param stow where instances may be stored; empty for nowhere
 * @param fhir where FHIR resources go
 */
public record GatewayConfig(
        KafkaConnection kafka,
        MessageFormat format,
        Duration connectTimeout,
        String name,
        GatewayKey key,
        Routes routes,
        IntakeSettings intake,
        Optional<ClaimCheck> claimCheck,
        String appGroup,
        long maxLag,
        Optional<ServerAccess> archive,
        Optional<Poller.Settings> polling,
        boolean reports,
        boolean overviews,
        HttpLimits limits,
        Optional<Stow> stow,
        Fhir fhir) {
    public GatewayConfig {
        if (!name.matches("[A-Za-z0-9._-]{1,64}")) {
            throw new IllegalArgumentException(
                    "name: %s (expected: 1 to 64 letters, digits, '.', '_' and '-')".formatted(name));
        }
        if (archive.isEmpty() && (polling.isPresent() || reports || overviews)) {
            throw new IllegalArgumentException(
                    "archive: missing (expected: a URL, for polling, reports and overviews)");
        }
        if (polling.isEmpty() && stow.isEmpty()) {
            throw new IllegalArgumentException("archive: missing (expected: --archive, --stow-port, or both)");
        }
        if (stow.isPresent()
                && stow.get().token().isEmpty()
                && !stow.get().address().getAddress().isLoopbackAddress()) {
            throw new IllegalArgumentException(
                    "stow-token-file: missing (expected: with --stow-host other than a loopback address)");
        }
    }

    /** Where images over the size limit are kept. */
    public sealed interface ClaimCheck {
        /** Opens the place. */
        LargeContent open();
    }

    /**
     * A folder that gateway and app share.
     *
     * @param path the folder
     */
    public record Folder(Path path) implements ClaimCheck {
        @Override
        public LargeContent open() {
            return ContentFolder.at(path);
        }
    }

    /**
     * A bucket of an object store.
     *
     * @param settings which one
     */
    public record Bucket(ContentBucket.Settings settings) implements ClaimCheck {
        @Override
        public LargeContent open() {
            return ContentBucket.open(settings);
        }
    }

    /**
     * The port for STOW-RS.
     *
     * @param address where it listens; port 0 for a free one
     * @param token what senders must show; empty for nothing
     */
    public record Stow(InetSocketAddress address, Optional<Token> token) {}

    /**
     * Where FHIR resources go.
     *
     * @param server the server; empty for none
     * @param topic the topic; empty for none
     * @param patientSystem URI of the system of patient identifiers; empty if unknown
     */
    public record Fhir(Optional<ServerAccess> server, Optional<String> topic, Optional<URI> patientSystem) {
        /** No FHIR at all. */
        public static final Fhir NONE = new Fhir(Optional.empty(), Optional.empty(), Optional.empty());
    }
}
