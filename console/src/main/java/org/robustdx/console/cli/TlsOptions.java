package org.robustdx.console.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.robustdx.console.web.TlsIdentity;
import org.robustdx.kafka.UserException;
import picocli.CommandLine.Option;

/** The options that name the certificate. They are called as those of {@code stream}. */
final class TlsOptions {
    @Option(
            names = "--http-certificate",
            paramLabel = "FILE",
            description = "The console's certificate and those of the authorities above it, in PEM.")
    private Optional<Path> certificate = Optional.empty();

    @Option(
            names = "--http-key",
            paramLabel = "FILE",
            description = "The private key of --http-certificate: PEM, PKCS#8, not encrypted.")
    private Optional<Path> key = Optional.empty();

    @Option(
            names = "--http-keystore",
            paramLabel = "FILE",
            description = "Certificate and key in PKCS#12, in place of --http-certificate and --http-key.")
    private Optional<Path> keystore = Optional.empty();

    @Option(
            names = "--http-keystore-password-file",
            paramLabel = "FILE",
            description = "File with the password of --http-keystore.")
    private Optional<Path> keystorePassword = Optional.empty();

    /**
     * Returns the identity, newly made where none is given.
     *
     * @param onlyHere whether the console answers to this machine alone, which a certificate of its own is enough for
     */
    TlsIdentity identity(boolean onlyHere) {
        if (certificate.isPresent() != key.isPresent()) {
            throw UserException.badInput("http-certificate: expected together with --http-key");
        }
        if (keystore.isPresent() != keystorePassword.isPresent()) {
            throw UserException.badInput("http-keystore: expected together with --http-keystore-password-file");
        }
        if (certificate.isPresent() && key.isPresent()) {
            return TlsIdentity.pem(certificate.get(), key.get());
        }
        if (keystore.isPresent() && keystorePassword.isPresent()) {
            return TlsIdentity.keystore(keystore.get(), keystorePassword.get());
        }
        if (!onlyHere) {
            throw UserException.badInput(
                    "http-certificate: missing (expected: with --http-host other than a loopback address)");
        }
        return TlsIdentity.selfSigned();
    }
}
