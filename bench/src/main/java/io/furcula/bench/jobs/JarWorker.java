package io.furcula.bench.jobs;

import io.furcula.LongArray;
import io.furcula.LongValue;
import io.furcula.Queue;
import io.furcula.Target;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.ZipFile;

/**
 * The job: takes paths of jars until it is told to stop, and answers each with its digest and the
 * number of its classes. A jar that cannot be read is an answer too.
 *
 * @param root the folder that the paths are relative to
 * @param jobs paths, and {@link #STOP} once for each worker
 * @param results one for each path
 * @param ready counts the workers that have begun
 * @param totals of all workers
 * @param perWorker {@link #SLOT_LENGTH} elements for each worker
 */
record JarWorker(
        String root,
        Queue<String> jobs,
        Queue<JarResult> results,
        LongValue ready,
        SharedTotals totals,
        LongArray perWorker)
        implements Target.Indexed {

    private static final long serialVersionUID = 1;

    static final String STOP = "";

    static final int SLOT_LENGTH = 3;
    static final int SLOT_JARS = 0;
    static final int SLOT_PRIVATE_KIB = 1;
    static final int SLOT_PROPORTIONAL_KIB = 2;

    private static final int BUFFER_BYTES = 64 << 10;

    @Override
    public void run(int index) throws InterruptedException, NoSuchAlgorithmException {
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        byte[] buffer = new byte[BUFFER_BYTES];
        int slot = index * SLOT_LENGTH;
        ready.add(1);
        for (String jar = jobs.take(); !jar.equals(STOP); jar = jobs.take()) {
            JarResult result = examine(jar, sha256, buffer);
            totals.add(result);
            perWorker.getAndAdd(slot + SLOT_JARS, 1);
            results.put(result);
        }
        MemoryUse memory = MemoryUse.ofThisProcess();
        perWorker.set(slot + SLOT_PRIVATE_KIB, memory.privateKib());
        perWorker.set(slot + SLOT_PROPORTIONAL_KIB, memory.proportionalKib());
    }

    private JarResult examine(String jar, MessageDigest sha256, byte[] buffer) {
        Path file = Path.of(root, jar);
        long bytes = 0;
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                sha256.update(buffer, 0, n);
                bytes += n;
            }
        } catch (IOException e) {
            sha256.reset();
            return new JarResult(jar, "", 0, 0, e.toString());
        }
        String digest = HexFormat.of().formatHex(sha256.digest());
        try (ZipFile zip = new ZipFile(file.toFile())) {
            long classes =
                    zip.stream().filter(e -> e.getName().endsWith(".class")).count();
            return new JarResult(jar, digest, bytes, (int) classes, null);
        } catch (IOException | IllegalArgumentException e) { // the latter: a name that is not UTF-8
            return new JarResult(jar, digest, bytes, 0, e.toString());
        }
    }
}
