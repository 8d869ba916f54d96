package org.robustdx.console.cli;

import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.robustdx.console.app.ConsoleApp;
import org.robustdx.console.app.ConsoleConfig;
import org.robustdx.console.web.SelfSigned;
import org.robustdx.http.TlsFiles;
import org.robustdx.http.TlsIdentity;
import org.robustdx.http.TlsOptions;
import org.robustdx.kafka.TopicAdmin;
import org.robustdx.kafka.Topics;
import org.robustdx.kafka.UserException;
import org.robustdx.kafka.cli.ClusterOptions;
import org.robustdx.kafka.cli.HelpOption;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code console}: the triage page. */
@Command(
        name = "console",
        description = {
            "Example: ./robustdx console --create-topics",
            "",
            "Serves the page on which people decide about alerts. Without accounts it is a trial: it answers to this machine"
                    + " alone, and prints a password."
        },
        subcommands = {AddUserCommand.class})
final class ConsoleCommand implements Callable<Integer> {
    private static final int MAX_DAYS = 365;

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli fills it.
    private HelpOption help = new HelpOption();

    @Mixin
    private ClusterOptions connection = new ClusterOptions();

    @Mixin
    private AccessOptions access = new AccessOptions();

    @Mixin
    private TlsOptions tls = new TlsOptions();

    @Option(
            names = "--http-port",
            paramLabel = "PORT",
            defaultValue = "8443",
            description = "Port of the page; 0: a free one (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--http-host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "Address of this machine that the port is opened on (default: ${DEFAULT-VALUE}).")
    private String host = "";

    @Option(
            names = "--history",
            paramLabel = "DAYS",
            defaultValue = "30",
            description = "How far back diagnoses are counted (default: ${DEFAULT-VALUE}).")
    private int days;

    @Option(names = "--create-topics", description = "Create the topic of reviews if it is missing.")
    private boolean createTopics;

    @Option(
            names = "--replicas",
            paramLabel = "N",
            defaultValue = "-1",
            description = "Copies of a new topic; -1: as the cluster does by default (default: ${DEFAULT-VALUE}).")
    private short replicas;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = command.commandLine().getOut();
        try (ConsoleApp console = ConsoleApp.start(config(out), Clock.systemUTC())) {
            Runtime.getRuntime().addShutdownHook(new Thread(console::close, "stop"));
            out.println("Open https://%s:%d/ (Ctrl-C ends it)".formatted(host, console.port()));
            console.awaitEnd();
        }
        return 0;
    }

    private ConsoleConfig config(PrintWriter out) {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("http-port: %d (expected: 0 to 65535)".formatted(port));
        }
        if (days < 1 || days > MAX_DAYS) {
            throw new IllegalArgumentException("history: %d (expected: 1 to %d)".formatted(days, MAX_DAYS));
        }
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new IllegalArgumentException("http-host: %s (expected: an address of this machine)".formatted(host));
        }
        boolean onlyHere = address.getAddress().isLoopbackAddress();
        if (access.isTrial() && !onlyHere) {
            throw UserException.badInput(
                    "password-file: missing (expected: with --http-host other than a loopback address)");
        }
        if (createTopics) {
            try (TopicAdmin topics =
                    TopicAdmin.connect(connection.kafka().clientProperties("admin"), connection.timeout())) {
                topics.createCompacted(Topics.REVIEWS, replicas);
            }
        }
        return new ConsoleConfig(
                connection.kafka(),
                connection.sizes(),
                connection.format(),
                address,
                identity(onlyHere),
                access.access(out, Clock.systemUTC()),
                Duration.ofDays(days),
                connection.timeout());
    }

    /** Returns the identity in the files that the user names. On a loopback address, a self-signed certificate is enough. */
    private TlsIdentity identity(boolean onlyHere) {
        Optional<TlsFiles> files = tls.files();
        if (files.isEmpty() && !onlyHere) {
            throw UserException.badInput(
                    "http-certificate: missing (expected: with --http-host other than a loopback address)");
        }
        return files.map(TlsIdentity::read).orElseGet(SelfSigned::create);
    }
}
