package io.furcula.internal.shared;

import java.util.Arrays;

/** What a wait is entered with, for people to read: names, what it waits for, and the stack. */
final class WaitText {

    private static final String INTERNALS = "io.furcula.internal.";

    private WaitText() {}

    /** {@return the text of a wait of the calling thread} Of the stack what is between our own code, above and below. */
    static String of(String processName, String what) {
        StringBuilder text = new StringBuilder();
        line(text, processName);
        line(text, Thread.currentThread().getName());
        line(text, what);
        StackTraceElement[] stack = Thread.currentThread().getStackTrace();
        Arrays.stream(stack)
                .dropWhile(WaitText::isOurOwn)
                .takeWhile(frame -> !isOurOwn(frame))
                .takeWhile(frame -> text.length() < WaitTable.MOST_TEXT_BYTES)
                .forEach(frame -> line(text, frame.toString()));
        return whole(text);
    }

    private static boolean isOurOwn(StackTraceElement frame) {
        return frame.getClassName().startsWith(INTERNALS)
                || frame.getClassName().equals(Thread.class.getName());
    }

    private static void line(StringBuilder text, String line) {
        text.append(line.replace('\n', ' ').replace('\r', ' ')).append('\n');
    }

    /** Without a last line that does not fit. */
    private static String whole(StringBuilder text) {
        if (text.length() > WaitTable.MOST_TEXT_BYTES) {
            int end = text.lastIndexOf("\n", WaitTable.MOST_TEXT_BYTES - 1);
            text.setLength(end < 0 ? WaitTable.MOST_TEXT_BYTES : end + 1);
        }
        return text.toString();
    }
}
