package io.furcula.forkengine.children;

import io.furcula.internal.ErrorText;
import java.nio.charset.Charset;
import java.util.List;

/**
 * What a child writes to its standard error: copied to this process's, and the end of it remembered.
 *
 * <p><b>Thread safety:</b> safe for any number of threads.
 */
public final class LastWords {

    private static final int REMEMBERED_BYTES = 8 << 10;
    private static final int REMEMBERED_LINES = 40;

    /** Made when it is needed: most children say nothing. */
    private byte[] remembered = {};

    private int length;

    /** Remembers nothing yet. */
    public LastWords() {}

    /**
     * Copies what was written, and remembers it.
     *
     * @param bytes what was written
     * @param count of them, at most {@value #REMEMBERED_BYTES}
     */
    public synchronized void add(byte[] bytes, int count) {
        System.err.write(bytes, 0, count);
        System.err.flush();
        if (remembered.length == 0) {
            remembered = new byte[REMEMBERED_BYTES];
        }
        int kept = Math.min(length, REMEMBERED_BYTES - count);
        System.arraycopy(remembered, length - kept, remembered, 0, kept);
        System.arraycopy(bytes, 0, remembered, kept, count);
        length = kept + count;
    }

    /** {@return the last lines, oldest first} */
    public synchronized List<String> lines() {
        List<String> lines = new String(remembered, 0, length, Charset.defaultCharset())
                .lines()
                .toList();
        return lines.subList(Math.max(0, lines.size() - REMEMBERED_LINES), lines.size());
    }

    /**
     * {@return an error with the last lines, if there are any}
     *
     * @param text the error without
     */
    public String addTo(ErrorText text) {
        List<String> lines = lines();
        if (!lines.isEmpty()) {
            text.detail("stderr", "(last lines)\n" + String.join("\n", lines));
        }
        return text.toString();
    }
}
