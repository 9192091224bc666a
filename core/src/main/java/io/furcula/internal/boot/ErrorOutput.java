package io.furcula.internal.boot;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.util.List;

/** Copies a child's standard error to this process's, and remembers the end of it. */
final class ErrorOutput {

    private static final int REMEMBERED_BYTES = 8 << 10;
    private static final int REMEMBERED_LINES = 40;

    /** A grandchild may keep the pipe open after the child's end. */
    private static final int AFTER_END_MS = 250;

    private final byte[] remembered = new byte[REMEMBERED_BYTES];
    private int length;
    private final Thread thread;

    private ErrorOutput(String name, InputStream in) {
        this.thread = new Thread(() -> copy(in), "furcula stderr " + name);
        thread.setDaemon(true);
    }

    static ErrorOutput follow(String name, InputStream in) {
        ErrorOutput output = new ErrorOutput(name, in);
        output.thread.start();
        return output;
    }

    private void copy(InputStream in) {
        byte[] buffer = new byte[REMEMBERED_BYTES];
        try (in) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                System.err.write(buffer, 0, n);
                System.err.flush();
                remember(buffer, n);
            }
        } catch (IOException e) {
            // The process was destroyed while we were reading: what it said before is kept.
        }
    }

    private synchronized void remember(byte[] bytes, int n) {
        int kept = Math.min(length, REMEMBERED_BYTES - n);
        System.arraycopy(remembered, length - kept, remembered, 0, kept);
        System.arraycopy(bytes, 0, remembered, kept, n);
        length = kept + n;
    }

    /** Waits until everything that an ended child wrote has been copied. */
    void awaitEnd() throws InterruptedException {
        thread.join(AFTER_END_MS);
    }

    synchronized List<String> lastLines() {
        String text = new String(remembered, 0, length, Charset.defaultCharset());
        List<String> lines = text.lines().toList();
        return lines.subList(Math.max(0, lines.size() - REMEMBERED_LINES), lines.size());
    }
}
