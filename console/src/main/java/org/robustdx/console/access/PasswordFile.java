package org.robustdx.console.access;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.robustdx.kafka.UserException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accounts in a file: one line {@code NAME:ROLE:PSEUDONYM:HASH} for each, with a bcrypt hash. Lines that are empty or begin with {@code #} are left out.
 * The file is read again when it has changed; a change that cannot be read leaves the accounts as they were.
 */
public final class PasswordFile implements Accounts {
    private static final Logger LOG = LoggerFactory.getLogger(PasswordFile.class);
    private static final int FIELDS = 4;

    private final Path file;
    private Map<String, Entry> entries;
    private FileTime readAt;

    private PasswordFile(Path file, Map<String, Entry> entries, FileTime readAt) {
        this.file = file;
        this.entries = entries;
        this.readAt = readAt;
    }

    /**
     * Returns the accounts of this file.
     *
     * @throws UserException if it cannot be read, or a line has another form
     */
    public static PasswordFile open(Path file) {
        try {
            FileTime time = Files.getLastModifiedTime(file);
            return new PasswordFile(file, read(file), time);
        } catch (IOException e) {
            throw UserException.badInput("password-file: %s (expected: a file that can be read)".formatted(file));
        }
    }

    /**
     * Adds an account to a file, which is created if it is missing, for its owner alone.
     *
     * @throws UserException if the file cannot be written, or has this name or pseudonym already
     */
    public static void add(Path file, Account account, String password) {
        String line =
                String.join(":", account.name(), account.role().label(), account.pseudonym(), Passwords.hash(password))
                        + "\n";
        try {
            if (Files.exists(file)) {
                for (Entry known : read(file).values()) {
                    requireApart(known.account(), account);
                }
            } else {
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            }
            Files.writeString(file, line, StandardCharsets.UTF_8, StandardOpenOption.APPEND);
        } catch (IOException | UnsupportedOperationException e) {
            throw UserException.badInput("password-file: %s (expected: a file that can be written)".formatted(file));
        }
    }

    private static void requireApart(Account known, Account added) {
        if (known.name().equals(added.name())) {
            throw UserException.badInput(
                    "name: %s (expected: one that the file does not have)".formatted(added.name()));
        }
        if (known.pseudonym().equals(added.pseudonym())) {
            throw UserException.badInput(
                    "pseudonym: %s (expected: one that the file does not have)".formatted(added.pseudonym()));
        }
    }

    private static Map<String, Entry> read(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        Map<String, Entry> entries = new HashMap<>();
        Set<String> pseudonyms = new HashSet<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            Entry entry = entry(line)
                    .filter(one -> pseudonyms.add(one.account().pseudonym()))
                    .orElseThrow(badLine(file, i + 1));
            if (entries.put(entry.account().name(), entry) != null) {
                throw badLine(file, i + 1).get();
            }
        }
        return entries;
    }

    private static Optional<Entry> entry(String line) {
        String[] fields = line.split(":", -1);
        try {
            return fields.length == FIELDS && Passwords.isHash(fields[3])
                    ? Optional.of(new Entry(new Account(fields[0], Role.of(fields[1]), fields[2]), fields[3]))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The message names the line and does not repeat it: it may hold a password. */
    private static java.util.function.Supplier<UserException> badLine(Path file, int number) {
        return () -> UserException.badInput(
                "password-file: %s, line %d (expected: NAME:ROLE:PSEUDONYM:BCRYPT-HASH, name and pseudonym once)"
                        .formatted(file, number));
    }

    @Override
    public synchronized Optional<Entry> find(String name) {
        refresh();
        return Optional.ofNullable(entries.get(name));
    }

    private void refresh() {
        try {
            FileTime time = Files.getLastModifiedTime(file);
            if (!time.equals(readAt)) {
                readAt = time;
                entries = read(file);
            }
        } catch (IOException | UserException e) {
            LOG.warn("accounts stay as they were: {}", e.getMessage());
        }
    }
}
