/** What start methods are tested with, ours and users' own. */
@SuppressWarnings("requires-automatic")
@org.jspecify.annotations.NullMarked
module io.furcula.testkit {
    requires static org.jspecify;
    requires transitive io.furcula;
    requires transitive org.junit.jupiter.api;
    requires java.logging;
    requires java.management;

    exports io.furcula.testkit;
}
