package dev.sluice.bench;

import com.sun.management.ThreadMXBean;
import dev.sluice.gateway.Serve;
import java.io.IOException;
import java.lang.management.ManagementFactory;

/**
 * {@code make serve}'s program that also tells, at each line on its standard input, how many bytes
 * all its threads have allocated so far. Between two lines it costs nothing.
 */
public final class CountedServe {
    static final String ALLOCATED = "allocated bytes: ";

    private CountedServe() {}

    public static void main(String[] args) throws IOException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Serve.main(args);
        for (int read = System.in.read(); read >= 0; read = System.in.read()) {
            if (read == '\n') {
                System.out.println(ALLOCATED + threads.getTotalThreadAllocatedBytes());
            }
        }
    }
}
