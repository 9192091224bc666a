package io.furcula.forkengine;

/** The kernel's error numbers that are told apart, by their names. */
public final class Errno {

    static final int EAGAIN = 11;
    static final int ENOMEM = 12;
    static final int ETIMEDOUT = 110;

    private Errno() {}

    /**
     * {@return an error's name and number}
     *
     * @param number positive
     */
    public static String name(long number) {
        String name = switch ((int) number) {
            case 1 -> "EPERM";
            case 2 -> "ENOENT";
            case EAGAIN -> "EAGAIN";
            case ENOMEM -> "ENOMEM";
            case 13 -> "EACCES";
            case 20 -> "ENOTDIR";
            case 21 -> "EISDIR";
            case 22 -> "EINVAL";
            case 24 -> "EMFILE";
            case 28 -> "ENOSPC";
            case 30 -> "EROFS";
            case 38 -> "ENOSYS";
            case ETIMEDOUT -> "ETIMEDOUT";
            default -> "errno";
        };
        return name + " (" + number + ")";
    }
}
