package io.furcula.threading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.furcula.Context;
import io.furcula.spi.StartMethod;
import io.furcula.testkit.StartMethodContract;
import io.furcula.testkit.WaiterContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** Children as virtual threads: on JDK 21 and later; before that, refused with the reason. */
class VirtualThreadsTest {

    @BeforeAll
    static void askForVirtualThreads() {
        System.setProperty(ThreadingStartMethod.VIRTUAL_PROPERTY, "true");
    }

    @AfterAll
    static void askNoMore() {
        System.clearProperty(ThreadingStartMethod.VIRTUAL_PROPERTY);
    }

    @Test
    @EnabledForJreRange(max = JRE.JAVA_20)
    void areRefusedBeforeJdk21() {
        assertFalse(new ThreadingStartMethod().availability().available());
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> Context.of("threading"));
        assertTrue(
                String.valueOf(refused.getMessage()).contains("need JDK 21"), refused::getMessage);
    }

    @Nested
    @EnabledForJreRange(min = JRE.JAVA_21)
    class Contract extends StartMethodContract {

        @Override
        protected StartMethod startMethod() {
            return new ThreadingStartMethod();
        }

        @Test
        void childRunsOnAVirtualThread() throws Exception {
            boolean[] virtual = new boolean[1];
            context()
                    .process(() -> virtual[0] = (boolean)
                            Thread.class.getMethod("isVirtual").invoke(Thread.currentThread()))
                    .start()
                    .requireSuccess();
            assertEquals(true, virtual[0]);
        }
    }

    @Nested
    @EnabledForJreRange(min = JRE.JAVA_21)
    class Waits extends WaiterContract {

        @Override
        protected StartMethod startMethod() {
            return new ThreadingStartMethod();
        }
    }
}
