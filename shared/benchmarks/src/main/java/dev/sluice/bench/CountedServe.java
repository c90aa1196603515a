package dev.sluice.bench;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;

/**
 * {@code make serve}'s program that also tells, at each line on its standard input, how many bytes
 * all its threads have allocated so far. Between two lines it costs nothing.
 */
public final class CountedServe {
    static final String ALLOCATED = "allocated bytes: ";

    private CountedServe() {}

    /**
     * @param args the class that serves
     */
    public static void main(String[] args) throws IOException, ReflectiveOperationException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Class.forName(args[0])
                .getMethod("main", String[].class)
                .invoke(null, (Object) new String[0]);
        for (int read = System.in.read(); read >= 0; read = System.in.read()) {
            if (read == '\n') {
                System.out.println(ALLOCATED + threads.getTotalThreadAllocatedBytes());
            }
        }
    }
}
