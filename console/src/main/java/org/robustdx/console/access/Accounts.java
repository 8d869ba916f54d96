package org.robustdx.console.access;

import java.util.Optional;

/** Where accounts with a password come from. Thread-safe. */
public interface Accounts {
    /**
     * An account with its password.
     *
     * @param account the account
     * @param hash bcrypt hash of the password
     */
    record Entry(Account account, String hash) {}

    /** Returns the account of this name. */
    Optional<Entry> find(String name);

    /** Returns accounts that have none: everybody comes through a proxy. */
    static Accounts none() {
        return name -> Optional.empty();
    }

    /** Returns a single account. */
    static Accounts one(Account account, String hash) {
        return name -> Optional.of(new Entry(account, hash))
                .filter(entry -> account.name().equals(name));
    }
}
