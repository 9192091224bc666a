/** Furcula's engine for start methods that copy a JVM: {@code fork} and {@code forkserver}. */
@org.jspecify.annotations.NullMarked
module io.furcula.forkengine {
    requires static org.jspecify;
    requires transitive io.furcula;
    requires java.management;

    exports io.furcula.forkengine;
    exports io.furcula.forkengine.children;
}
