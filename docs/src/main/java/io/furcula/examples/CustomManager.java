package io.furcula.examples;

import io.furcula.manager.Manager;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;

/** Python's example of customized managers and proxies, {@code mp_newtype.py}. */
public final class CustomManager {

    private CustomManager() {}

    // region classes
    interface Fg {
        String f();

        String g();
    }

    /** The same class by another interface: other methods of it can be called. */
    interface Gh {
        String g();

        String h();
    }

    static final class Foo implements Fg, Gh {
        @Override
        public String f() {
            return "you called Foo.f()";
        }

        @Override
        public String g() {
            return "you called Foo.g()";
        }

        @Override
        public String h() {
            return "you called Foo.h()";
        }
    }

    /** What Python's example has the module {@code operator} for: functions, and no state. */
    interface Operator {
        int add(int a, int b);

        int pow(int a, int b);

        List<Integer> repeat(List<Integer> list, int times);
    }

    static final class Operators implements Operator {
        @Override
        public int add(int a, int b) {
            return a + b;
        }

        @Override
        public int pow(int a, int b) {
            return (int) Math.pow(a, b);
        }

        @Override
        public List<Integer> repeat(List<Integer> list, int times) {
            List<Integer> repeated = new ArrayList<>();
            for (int i = 0; i < times; i++) {
                repeated.addAll(list);
            }
            return repeated;
        }
    }

    /** A generator: each proxy of it takes from the same one. */
    private static Iterator<Integer> baz() {
        return IntStream.range(0, 10).map(i -> i * i).iterator();
    }
    // endregion

    // region main
    public static void main(String[] args) {
        try (Manager manager = Manager.builder()
                .register("foo1", Fg.class, Foo::new)
                .register("foo2", Gh.class, Foo::new)
                .register("baz", Iterator.class, CustomManager::baz)
                .register("operator", Operator.class, Operators::new)
                .start()) {
            Fg foo1 = manager.create("foo1", Fg.class);
            System.out.println(foo1.f() + ", " + foo1.g());

            Gh foo2 = manager.create("foo2", Gh.class);
            System.out.println(foo2.g() + ", " + foo2.h());

            Iterator<?> squares = manager.create("baz", Iterator.class);
            squares.forEachRemaining(i -> System.out.print("<" + i + "> "));
            System.out.println();

            Operator operator = manager.create("operator", Operator.class);
            System.out.println("add(23, 45) = " + operator.add(23, 45));
            System.out.println("pow(2, 10) = " + operator.pow(2, 10));
            System.out.println("repeat([5, 10], 2) = " + operator.repeat(List.of(5, 10), 2));
        }
    }
    // endregion
}
