package io.furcula.bench;

import java.util.Locale;

/** Numbers for people: three digits that mean something, and no more. */
public final class Numbers {

    private Numbers() {}

    /**
     * {@return a number, for example {@code 0.42}, {@code 4.2}, {@code 42.0}, {@code 4,200}}
     *
     * @param number the number
     */
    public static String plain(double number) {
        double size = Math.abs(number);
        String format = size < 1 ? "%.2f" : size < 100 ? "%.1f" : "%,.0f";
        return String.format(Locale.ROOT, format, number);
    }

    /**
     * {@return a whole number, for example {@code 4,200}}
     *
     * @param number the number
     */
    public static String whole(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /**
     * {@return a time, for example {@code 4.2 ms} or {@code 4.2 s}}
     *
     * @param ms the time in milliseconds
     */
    public static String time(double ms) {
        return ms < 1000 ? plain(ms) + " ms" : String.format(Locale.ROOT, "%.2f s", ms / 1000);
    }
}
