package org.robustdx.console.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.robustdx.console.MovingClock;

class LoginTest {
    private static final String PASSWORD = "correct horse battery";
    private static final Account ANNA = new Account("anna", Role.REVIEWER, "reviewer-7");

    private final MovingClock time = new MovingClock();
    private final Login login = new Login(Accounts.one(ANNA, Passwords.hash(PASSWORD)), time.clock());

    @Test
    void shouldAcceptTheRightPasswordAndNoOther() {
        assertThat(login.attempt("anna", PASSWORD, "10.0.0.1")).isEqualTo(new Login.Result.Accepted(ANNA));
        assertThat(login.attempt("anna", PASSWORD + " ", "10.0.0.1")).isEqualTo(new Login.Result.Refused());
        assertThat(login.attempt("ben", PASSWORD, "10.0.0.1")).isEqualTo(new Login.Result.Refused());
    }

    @Test
    void shouldRefuseUnseenAfterFiveWrongPasswordsFromOneAddress() {
        for (int i = 0; i < Login.ATTEMPTS; i++) {
            assertThat(login.attempt("anna", "wrong", "10.0.0.1")).isEqualTo(new Login.Result.Refused());
        }
        assertThat(login.attempt("anna", PASSWORD, "10.0.0.1"))
                .isEqualTo(new Login.Result.Limited(Duration.ofMinutes(15)));
        assertThat(login.attempt("anna", PASSWORD, "10.0.0.2"))
                .as("nobody can keep a person out from elsewhere")
                .isEqualTo(new Login.Result.Accepted(ANNA));
        time.forward(Duration.ofMinutes(16));
        assertThat(login.attempt("anna", PASSWORD, "10.0.0.1")).isEqualTo(new Login.Result.Accepted(ANNA));
    }

    @Test
    void shouldHashLongPasswordsWhole() {
        String longOne = "x".repeat(100);
        assertThat(Passwords.matches(longOne, Passwords.hash(longOne))).isTrue();
        assertThat(Passwords.matches("x".repeat(99) + "y", Passwords.hash(longOne)))
                .isFalse();
    }
}
