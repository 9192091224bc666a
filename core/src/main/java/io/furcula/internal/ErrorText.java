package io.furcula.internal;

/**
 * The text of an error: what happened, why, what to do. Each code is a heading in {@code
 * docs/errors.md}.
 *
 * <pre>
 * Child 'Process-1' (spawn, pid 4711) died before it said hello: SIGKILL, exit code 137.   [FUR-102]
 *   likely: killed by the kernel, which ran out of memory
 *   try:    Process.Builder.maxHeap("512m")
 * </pre>
 */
public final class ErrorText {

    private final StringBuilder text = new StringBuilder();

    private ErrorText(String code, String fact) {
        text.append(fact).append("   [").append(code).append(']');
    }

    /**
     * {@return a text with its first line}
     *
     * @param code for example {@code FUR-102}
     * @param fact what happened: who, what, numbers with their units
     */
    public static ErrorText of(String code, String fact) {
        return new ErrorText(code, fact);
    }

    /**
     * Adds a guess at the cause.
     *
     * @param guess a clause
     * @return this
     */
    public ErrorText likely(String guess) {
        return line("likely: ", guess);
    }

    /**
     * Adds what the reader can do.
     *
     * @param remedy something that can be typed
     * @return this
     */
    public ErrorText remedy(String remedy) {
        return line("try:    ", remedy);
    }

    /**
     * Adds a line of evidence.
     *
     * @param label what it is, for example {@code path}
     * @param detail the evidence
     * @return this
     */
    public ErrorText detail(String label, String detail) {
        return line((label + ":        ").substring(0, Math.max(8, label.length() + 2)), detail);
    }

    private ErrorText line(String label, String rest) {
        text.append("\n  ").append(label).append(rest.replace("\n", "\n          "));
        return this;
    }

    /** {@return the whole text} */
    @Override
    public String toString() {
        return text.toString();
    }
}
