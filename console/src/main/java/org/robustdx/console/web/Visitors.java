package org.robustdx.console.web;

import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.robustdx.console.access.Account;
import org.robustdx.console.access.Accounts;
import org.robustdx.console.access.Login;
import org.robustdx.console.access.Session;
import org.robustdx.console.access.Sessions;

/** Who asks: the session of a request, by its cookie or by the headers of the proxy. */
final class Visitors {
    private final Access access;
    private final Login login;
    private final Sessions sessions;

    /**
     * A request of a person who is logged in.
     *
     * @param token token of the session
     * @param session the session
     */
    record Visit(String token, Session session) {}

    Visitors(Access access, Clock clock) {
        this.access = access;
        this.login = new Login(access.accounts(), clock);
        this.sessions = new Sessions(clock);
    }

    /** Returns whose request it is. A person that the proxy has logged in gets a session with the first request. */
    Optional<Visit> of(Exchange exchange) {
        Optional<Account> proxied =
                access.proxy().flatMap(proxy -> proxy.account(exchange.address(), exchange::header));
        Optional<Visit> visit = exchange.token()
                .flatMap(token -> sessions.use(token, exchange.address()).map(session -> new Visit(token, session)))
                .filter(known -> isCurrent(known.session().account(), proxied));
        if (visit.isPresent() || proxied.isEmpty()) {
            return visit;
        }
        String token = begin(exchange, proxied.get());
        return sessions.use(token, exchange.address()).map(session -> new Visit(token, session));
    }

    /** Whether the account is still as it was: an account that is removed or gets another role is logged out. */
    private boolean isCurrent(Account account, Optional<Account> proxied) {
        return proxied.filter(account::equals).isPresent()
                || access.accounts()
                        .find(account.name())
                        .map(Accounts.Entry::account)
                        .filter(account::equals)
                        .isPresent();
    }

    private String begin(Exchange exchange, Account account) {
        exchange.token().ifPresent(sessions::end);
        String token = sessions.begin(account, exchange.address());
        exchange.token(token);
        access.audit()
                .write(
                        "logged in",
                        account.name(),
                        exchange.address(),
                        Map.of("role", account.role().label()));
        return token;
    }

    /** Checks a password, and begins a session if it is right. */
    Login.Result login(Exchange exchange, String name, String password) {
        Login.Result result = login.attempt(name, password, exchange.address());
        if (result instanceof Login.Result.Accepted accepted) {
            begin(exchange, accepted.account());
        } else {
            access.audit()
                    .write(
                            result instanceof Login.Result.Limited ? "login limited" : "login refused",
                            name.length() > 100 ? name.substring(0, 100) : name,
                            exchange.address(),
                            Map.of());
        }
        return result;
    }

    /** Ends the session of a request. */
    void end(Exchange exchange) {
        exchange.token().ifPresent(sessions::end);
        exchange.token("");
    }

    /** Returns whether a page of this session may still receive changes. */
    boolean mayListen(String token, String address) {
        return sessions.peek(token, address).isPresent();
    }
}
