package org.robustdx.schemas.shown;

import java.util.HexFormat;

/**
 * Text from outside, without what a terminal obeys or a reader cannot see: control and format characters (ESC, NUL, U+009B, bidirectional overrides),
 * line separators, surrogates without their other half, unassigned and private characters, and what Unicode draws as nothing. Each becomes its
 * number in the form {@code \}{@code uXXXX}, one for each UTF-16 unit: a reader sees that it was there, and which it was.
 */
public final class PlainText {
    /** Characters that are drawn as nothing although they are letters or marks: Unicode's Default_Ignorable_Code_Point, but for its format characters. */
    private static final int[][] INVISIBLE = {
        {0x034F, 0x034F},
        {0x115F, 0x1160},
        {0x17B4, 0x17B5},
        {0x180B, 0x180F},
        {0x3164, 0x3164},
        {0xFE00, 0xFE0F},
        {0xFFA0, 0xFFA0},
        {0xE0000, 0xE0FFF}
    };

    private static final HexFormat HEX = HexFormat.of();

    private PlainText() {}

    /** Returns the text in one line, every character visible. */
    public static String of(String text) {
        return escaped(text, "");
    }

    /** Returns text of several lines: as {@link #of}, but that tabs and this system's line breaks stay. */
    public static String lines(String text) {
        return escaped(text, "\t" + System.lineSeparator());
    }

    /**
     * Returns a message in one line: each run of control characters and white space becomes one space, and a long message loses its end.
     *
     * @param longest UTF-16 units of the result at most, at least 1
     */
    public static String sentence(String text, int longest) {
        String line = text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        if (line.length() <= longest) {
            return line;
        }
        int to = longest - 1;
        return line.substring(0, to > 0 && Character.isHighSurrogate(line.charAt(to - 1)) ? to - 1 : to) + "…";
    }

    private static String escaped(String text, String kept) {
        if (text.chars().allMatch(unit -> (unit >= ' ' && unit <= '~') || kept.indexOf(unit) >= 0)) {
            return text; // Nearly all of it is ASCII.
        }
        StringBuilder plain = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(point -> {
            if (isPlain(point) || kept.indexOf(point) >= 0) {
                plain.appendCodePoint(point);
            } else {
                for (char unit : Character.toChars(point)) {
                    plain.append("\\u").append(HEX.toHexDigits(unit));
                }
            }
        });
        return plain.toString();
    }

    private static boolean isPlain(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> {
                for (int[] range : INVISIBLE) {
                    if (point >= range[0] && point <= range[1]) {
                        yield false;
                    }
                }
                yield true;
            }
        };
    }
}
