package io.furcula.testkit.torture;

/**
 * The command {@code testkit/torture}: starts children by one start method, many thousands if asked
 * to, beside threads that disturb, and checks how each of them ends; or kills those that share something.
 *
 * <p>The last line that it prints is {@code N passed, N failed}. Its exit code is 0 if nothing
 * failed, 1 if something did, 2 if it could not begin.
 */
public final class TortureMain {

    private static final int FAILED = 1;
    private static final int NOT_BEGUN = 2;

    private TortureMain() {}

    /**
     * Runs the command.
     *
     * @param arguments see {@code --help}
     * @throws Exception if there is no folder for the children's files, or nothing can be shared
     */
    public static void main(String[] arguments) throws Exception {
        TortureOptions options;
        try {
            options = TortureOptions.parse(arguments);
            if (options == null) {
                System.out.print(TortureOptions.HELP);
                return;
            }
            Torture.requireProcesses(options);
        } catch (IllegalArgumentException e) {
            System.err.println("torture: " + e.getMessage());
            System.exit(NOT_BEGUN);
            return;
        }
        boolean passed = options.kills()
                ? new KillTorture(options, System.out).run()
                : new Torture(options, System.out).run();
        System.exit(passed ? 0 : FAILED);
    }
}
