package org.robustdx.kafka.cli;

import java.io.PrintWriter;

/** A printer that can colour what it prints. Only a terminal is coloured, and only if the user has not set {@code NO_COLOR}. */
public interface Paint {
    /** Prints without colours. */
    Paint NONE = new Paint() {
        @Override
        public void begin(Colour colour) {}

        @Override
        public void end() {}
    };

    /** What a colour stands for. */
    enum Colour {
        /** Signs of tampering: bold red. */
        TAMPERED("1;31"),
        /** An image that is not of the model's kind: yellow. */
        OUT_OF_SCOPE("33"),
        /** An image that could not be diagnosed: magenta. */
        REFUSED("35");

        private final String parameters;

        Colour(String parameters) {
            this.parameters = parameters;
        }

        /** Returns the parameters of the control sequence SGR (ECMA-48, section 8.3.117). */
        public String parameters() {
            return parameters;
        }
    }

    /** Shows what is printed from now on in this colour. */
    void begin(Colour colour);

    /** Shows what is printed from now on in the terminal's own colour. */
    void end();

    /** Returns the colours of a printer; {@link #NONE} if it has none. */
    static Paint of(PrintWriter out) {
        return out instanceof Paint paint ? paint : NONE;
    }
}
