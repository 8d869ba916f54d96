package org.robustdx.console.app;

import java.net.InetSocketAddress;
import java.time.Duration;
import org.robustdx.console.web.Access;
import org.robustdx.http.TlsIdentity;
import org.robustdx.kafka.KafkaConnection;
import org.robustdx.kafka.SizeLimits;
import org.robustdx.schemas.serde.MessageFormat;

/**
 * How a console runs.
 *
 * @param kafka the cluster
 * @param sizes limits on records
 * @param format how records are written
 * @param address where it listens; port 0 for a free one
 * @param tls its certificate and key
 * @param access who is let in
 * @param history how far back diagnoses are counted
 * @param connectTimeout longest wait for the first answer of a broker
 */
public record ConsoleConfig(
        KafkaConnection kafka,
        SizeLimits sizes,
        MessageFormat format,
        InetSocketAddress address,
        TlsIdentity tls,
        Access access,
        Duration history,
        Duration connectTimeout) {}
