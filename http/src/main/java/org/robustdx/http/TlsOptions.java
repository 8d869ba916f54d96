package org.robustdx.http;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BiFunction;
import picocli.CommandLine.Option;

/** Options that name the files with a server's certificate and key. A command has them as a mixin. */
public final class TlsOptions {
    @Option(
            names = "--http-certificate",
            paramLabel = "FILE",
            description = "Certificate of the server, followed by intermediate certificates (PEM); enables TLS.")
    private Optional<Path> certificate = Optional.empty();

    @Option(
            names = "--http-key",
            paramLabel = "FILE",
            description = "Private key of --http-certificate (PEM, PKCS#8, unencrypted).")
    private Optional<Path> key = Optional.empty();

    @Option(
            names = "--http-keystore",
            paramLabel = "FILE",
            description = "Key store (PKCS#12) with certificate and key, instead of --http-certificate and --http-key.")
    private Optional<Path> keystore = Optional.empty();

    @Option(
            names = "--http-keystore-password-file",
            paramLabel = "FILE",
            description = "File with the password of --http-keystore.")
    private Optional<Path> keystorePassword = Optional.empty();

    /**
     * Returns the files; empty if no option is given.
     *
     * @throws IllegalArgumentException if only one file of a pair is given, or both pairs
     */
    public Optional<TlsFiles> files() {
        Optional<TlsFiles> pem = pair("http-certificate", certificate, "http-key", key, TlsFiles.Pem::new);
        Optional<TlsFiles> store =
                pair("http-keystore", keystore, "http-keystore-password-file", keystorePassword, TlsFiles.Store::new);
        if (pem.isPresent() && store.isPresent()) {
            throw new IllegalArgumentException("http-keystore: given with --http-certificate (expected: one of them)");
        }
        return pem.or(() -> store);
    }

    private static Optional<TlsFiles> pair(
            String name,
            Optional<Path> file,
            String otherName,
            Optional<Path> other,
            BiFunction<Path, Path, TlsFiles> files) {
        if (file.isPresent() != other.isPresent()) {
            throw new IllegalArgumentException("%s: none (expected: a file, because of --%s)"
                    .formatted(file.isPresent() ? otherName : name, file.isPresent() ? name : otherName));
        }
        return file.flatMap(one -> other.map(two -> files.apply(one, two)));
    }
}
