package io.furcula.internal.connect;

import io.furcula.AuthKey;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The secret of a key, which is in no signature of the API. */
public final class KeyAccess {

    private static volatile @Nullable Function<AuthKey, byte[]> secrets;

    private KeyAccess() {}

    /**
     * Says how; called when the class of keys is initialised, before there is one.
     *
     * @param how gives the secret of a key
     */
    public static void install(Function<AuthKey, byte[]> how) {
        secrets = how;
    }

    /**
     * {@return the secret of a key} Its user does not change it, and sends it nowhere where others read.
     *
     * @param key the key
     */
    public static byte[] secret(AuthKey key) {
        Function<AuthKey, byte[]> how = secrets;
        if (how == null) {
            throw new AssertionError("there is a key, and its class is not initialised");
        }
        return how.apply(key);
    }
}
