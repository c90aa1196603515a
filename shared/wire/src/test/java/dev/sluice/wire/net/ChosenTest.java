package dev.sluice.wire.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What processes of their own choose. */
class ChosenTest {
    private static final String ONE = "-XX:ActiveProcessorCount=1";
    private static final String FOUR = "-XX:ActiveProcessorCount=4";
    private static final String FIVE = "-XX:ActiveProcessorCount=5";
    private static final String OPENS = "--add-opens=java.base/java.lang=ALL-UNNAMED";

    /** Prints what it chose, and where a thread of it ran. */
    public static void main(String[] args) throws InterruptedException {
        Net net = Net.ofThisProcess();
        StringBuilder ran = new StringBuilder();
        net.start("there", () -> ran.append(Thread.currentThread())).join();
        String where = ran.toString().contains("ForkJoinPool") ? "the JDK's" : "its own";
        System.out.println(net.getClass().getSimpleName() + " on " + where);
    }

    @Test
    void fewProcessorsHaveALoopWhereItIsAllowed() throws Exception {
        assertThat(chosen(ONE, OPENS)).isEqualTo("Loop on its own");
        assertThat(chosen(FOUR, OPENS)).isEqualTo("Loop on its own");
        assertThat(chosen(ONE)).isEqualTo("JdkNet on the JDK's");
    }

    @Test
    void manyProcessorsAreTheJdks() throws Exception {
        assertThat(chosen(FIVE, OPENS)).isEqualTo("JdkNet on the JDK's");
    }

    @Test
    void whoAsksForOneGetsIt() throws Exception {
        assertThat(chosen(FIVE, OPENS, "-Dsluice.net=loop")).isEqualTo("Loop on its own");
        assertThat(chosen(ONE, OPENS, "-Dsluice.net=jdk")).isEqualTo("JdkNet on the JDK's");
    }

    @Test
    void whatCannotBeHadIsSaid() throws Exception {
        assertThat(chosen(ONE, "-Dsluice.net=loop"))
                .contains("-Dsluice.net=loop needs --add-opens java.base/java.lang=ALL-UNNAMED");
        assertThat(chosen(ONE, "-Dsluice.net=both")).contains("-Dsluice.net must be loop or jdk");
    }

    private static String chosen(String... flags) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(List.of(flags));
        String classPath = System.getProperty("java.class.path", "");
        command.addAll(
                List.of(
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("surefire.test.class.path", classPath),
                        ChosenTest.class.getName()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
        process.waitFor();
        return printed.strip();
    }
}
