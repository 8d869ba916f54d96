package org.robustdx.console.app;

import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.robustdx.console.access.Account;
import org.robustdx.console.access.Accounts;
import org.robustdx.console.access.AuditLog;
import org.robustdx.console.access.Passwords;
import org.robustdx.console.access.Role;
import org.robustdx.console.web.Access;
import org.robustdx.console.web.SelfSigned;
import org.robustdx.kafka.KafkaConnection;
import org.robustdx.kafka.SizeLimits;
import org.robustdx.schemas.serde.MessageFormat;

/**
 * A console without any configuration: one reviewer, whose password is drawn at the start, on this machine alone.
 *
 * @param password the reviewer's password
 * @param access lets the reviewer in
 */
public record Trial(String password, Access access) {
    /** Name of the reviewer. */
    public static final String NAME = "reviewer";

    private static final Duration HISTORY = Duration.ofDays(30);
    private static final Duration CONNECT = Duration.ofSeconds(60);

    /** Returns a newly drawn trial, whose audit lines go to this log. */
    public static Trial create(AuditLog audit) {
        String password = Passwords.generate();
        Account account = new Account(NAME, Role.REVIEWER, "trial");
        return new Trial(
                password, new Access(Accounts.one(account, Passwords.hash(password)), Optional.empty(), audit));
    }

    /** Returns a newly drawn trial that writes no audit lines. */
    public static Trial create() {
        return create(new AuditLog(OutputStream.nullOutputStream(), Clock.systemUTC()));
    }

    /** Returns a newly started console on the loopback interface, with a certificate of its own. */
    public ConsoleApp start(KafkaConnection kafka, SizeLimits sizes, int port) {
        return ConsoleApp.start(
                new ConsoleConfig(
                        kafka,
                        sizes,
                        MessageFormat.SINGLE_OBJECT,
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                        SelfSigned.create(),
                        access,
                        HISTORY,
                        CONNECT),
                Clock.systemUTC());
    }

    /** Returns the line that tells a person how to log in. */
    public String shown() {
        return "Log in as %s with the password %s (valid until this command ends)".formatted(NAME, password);
    }
}
