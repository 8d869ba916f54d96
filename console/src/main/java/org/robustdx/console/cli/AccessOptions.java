package org.robustdx.console.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.robustdx.console.access.Accounts;
import org.robustdx.console.access.AuditLog;
import org.robustdx.console.access.PasswordFile;
import org.robustdx.console.access.TrustedProxy;
import org.robustdx.console.app.Trial;
import org.robustdx.console.web.Access;
import org.robustdx.kafka.UserException;
import picocli.CommandLine.Option;

/** The options that say who is let in. */
final class AccessOptions {
    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = "Accounts, one line NAME:ROLE:PSEUDONYM:BCRYPT-HASH each; see: console add-user.")
    private Optional<Path> passwordFile = Optional.empty();

    @Option(
            names = "--proxy-address",
            paramLabel = "IP",
            split = ",",
            description =
                    "Addresses of a proxy that logs people in (OpenID Connect). Its headers count in requests from"
                            + " there alone.")
    private List<String> proxyAddresses = List.of();

    @Option(
            names = "--proxy-user-header",
            paramLabel = "NAME",
            defaultValue = "X-Forwarded-User",
            description = "Header with a stable identifier of the person (default: ${DEFAULT-VALUE}).")
    private String userHeader = "";

    @Option(
            names = "--proxy-groups-header",
            paramLabel = "NAME",
            defaultValue = "X-Forwarded-Groups",
            description = "Header with the person's groups, separated by commas (default: ${DEFAULT-VALUE}).")
    private String groupsHeader = "";

    @Option(
            names = "--reader-group",
            paramLabel = "NAME",
            defaultValue = "robustdx-reader",
            description = "Group that may look (default: ${DEFAULT-VALUE}).")
    private String readerGroup = "";

    @Option(
            names = "--reviewer-group",
            paramLabel = "NAME",
            defaultValue = "robustdx-reviewer",
            description = "Group that may look and decide (default: ${DEFAULT-VALUE}).")
    private String reviewerGroup = "";

    @Option(
            names = "--audit-file",
            paramLabel = "FILE",
            description = "Append a line of JSON for each login and each decision (needed with --password-file and"
                    + " --proxy-address).")
    private Optional<Path> auditFile = Optional.empty();

    /** Returns whether no accounts were configured. The console then creates an account for a trial. */
    boolean isTrial() {
        return passwordFile.isEmpty() && proxyAddresses.isEmpty();
    }

    /** Returns who is let in. The password of a trial is printed, once. */
    Access access(PrintWriter out, Clock clock) {
        if (isTrial()) {
            Trial trial = auditFile
                    .map(file -> Trial.create(AuditLog.appendTo(file, clock)))
                    .orElseGet(Trial::create);
            out.println(trial.shown());
            return trial.access();
        }
        Path audit = auditFile.orElseThrow(() ->
                UserException.badInput("audit-file: missing (expected: with --password-file or --proxy-address)"));
        Accounts accounts = passwordFile.<Accounts>map(PasswordFile::open).orElseGet(Accounts::none);
        Optional<TrustedProxy> proxy = proxyAddresses.isEmpty()
                ? Optional.empty()
                : Optional.of(new TrustedProxy(
                        Set.copyOf(proxyAddresses), userHeader, groupsHeader, readerGroup, reviewerGroup));
        return new Access(accounts, proxy, AuditLog.appendTo(audit, clock));
    }
}
