package io.furcula.bench.jobs;

import io.furcula.bench.Numbers;

/**
 * What a round came to.
 *
 * @param jars how many were taken
 * @param bytes how many were read
 * @param classes how many were found
 * @param unreadable how many jars could not be read as jars
 * @param digest SHA-256 in hexadecimal over path, NUL, digest, newline of every jar, sorted by path
 */
record JobTotals(long jars, long bytes, long classes, long unreadable, String digest) {

    @Override
    public String toString() {
        return Numbers.whole(jars)
                + " jars, "
                + Numbers.whole(bytes)
                + " bytes, "
                + Numbers.whole(classes)
                + " classes, "
                + unreadable
                + " unreadable, digest "
                + digest.substring(0, 12);
    }
}
