package sc.fiji.diffseg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A real Fiji with this plug-in, started anew for every macro or script. Preferences go to a fresh
 * folder each time, so that one run remembers nothing of another.
 */
final class RealFiji {

    private static final int MINUTES_UNTIL_HUNG = 10;

    private static final String FIJI = "net.imagej.Main";

    /** Quitting asks about unsaved images, closing from a macro does not. */
    private static final String QUIT = "\nclose('*');\nrun('Quit');\n";

    private final FijiCopy copy;
    private final Path scratch;

    private RealFiji(FijiCopy copy, Path scratch) {
        this.copy = copy;
        this.scratch = scratch;
    }

    /**
     * The Fiji that {@code -Dfiji.dir=} names, with this plug-in; skips the calling tests if none
     * is given.
     *
     * @param scratch an empty folder for the copy, preferences and macros
     */
    static RealFiji orSkip(Path scratch) throws Exception {
        RealFiji fiji = bareOrSkip(scratch);
        fiji.copy.install();
        return fiji;
    }

    /** As {@link #orSkip}, but without this plug-in. */
    static RealFiji bareOrSkip(Path scratch) throws Exception {
        String folder = System.getProperty("fiji.dir", "");
        skipUnless(!folder.isBlank(), "no Fiji is given by -Dfiji.dir=/path/to/Fiji.app");
        Path given = Path.of(folder).toAbsolutePath();
        return new RealFiji(new FijiCopy(given, scratch.resolve("Fiji.app")), scratch);
    }

    /** Where it lies. */
    FijiCopy copy() {
        return copy;
    }

    /**
     * Runs a macro or script without windows.
     *
     * @param extension {@code ijm} for ImageJ's macro language, {@code bsh} for BeanShell
     * @param environment further environment variables
     * @return what Fiji printed
     */
    String runHeadless(String extension, String text, Map<String, String> environment)
            throws Exception {
        Path folder = Files.createTempDirectory(scratch, "script");
        return runHeadless(Path.of(script(folder, extension, text)), "", environment);
    }

    /**
     * Runs the file of a macro or script without windows.
     *
     * @param parameters values of its parameters, {@code name='value'} with commas between them
     * @param environment further environment variables
     * @return what Fiji printed
     */
    String runHeadless(Path file, String parameters, Map<String, String> environment)
            throws Exception {
        Path home = Files.createTempDirectory(scratch, "home");
        List<String> command = new ArrayList<>(java(home, true, FIJI));
        command.addAll(List.of("--headless", "--run", file.toString()));
        if (!parameters.isEmpty()) {
            command.add(parameters);
        }
        return run(command, environment, home.resolve("output.txt"));
    }

    /**
     * Runs a macro with windows, on the screen there is or else on a virtual one, then quits; skips
     * the calling test if there is neither.
     *
     * @return what Fiji printed
     */
    String runWithWindows(String macro) throws Exception {
        return startWithWindows("ijm", macro + QUIT);
    }

    /**
     * Runs a BeanShell script that does with windows what a user does, by the functions of {@code
     * windows.bsh} among the tests' resources, and quits; what it lacks skips the calling test as
     * in {@link #runWithWindows(String)}.
     *
     * @param more names of further such files, with functions that the script uses
     */
    String attend(String script, String... more) throws Exception {
        StringBuilder text = new StringBuilder(resource("windows.bsh"));
        for (String name : more) {
            text.append(resource(name));
        }
        text.append("try {\n").append(script).append("\nSystem.exit(0);\n} ");
        text.append("catch (Throwable e) { e.printStackTrace(); System.exit(1); }\n");
        return startWithWindows("bsh", text.toString());
    }

    private static String resource(String name) throws IOException {
        return Files.readString(Path.of("src/test/resources", name));
    }

    private String startWithWindows(String extension, String text) throws Exception {
        boolean x11 = File.separatorChar == '/' && !System.getProperty("os.name").startsWith("Mac");
        boolean screen = !x11 || System.getenv("DISPLAY") != null;
        skipUnless(screen || isInstalled("xvfb-run"), "there is no screen, and no xvfb-run");
        Path home = Files.createTempDirectory(scratch, "home");
        List<String> command = new ArrayList<>();
        if (!screen) {
            command.addAll(List.of("xvfb-run", "-a", "-s", "-screen 0 1400x1000x24"));
        }
        command.addAll(java(home, false, FIJI));
        command.addAll(List.of("--run", script(home, extension, text)));
        return run(command, Map.of(), home.resolve("output.txt"));
    }

    /**
     * Runs the updater's command line.
     *
     * @return what it printed
     */
    String runUpdater(String... arguments) throws Exception {
        Path home = Files.createTempDirectory(scratch, "home");
        List<String> command = new ArrayList<>(java(home, true, "net.imagej.updater.CommandLine"));
        command.addAll(List.of(arguments));
        return run(command, Map.of(), home.resolve("output.txt"));
    }

    /**
     * Runs a BeanShell script among Fiji's classes, without starting Fiji.
     *
     * @return what it printed
     */
    String runWithoutStarting(String text) throws Exception {
        Path home = Files.createTempDirectory(scratch, "home");
        List<String> command = new ArrayList<>(java(home, true, "bsh.Interpreter"));
        command.add(script(home, "bsh", text));
        return run(command, Map.of(), home.resolve("output.txt"));
    }

    private static String script(Path home, String extension, String text) throws IOException {
        return Files.writeString(home.resolve("script." + extension), text).toString();
    }

    private String run(List<String> command, Map<String, String> environment, Path output)
            throws Exception {
        ProcessBuilder fiji = new ProcessBuilder(command);
        fiji.environment().putAll(environment);
        fiji.directory(copy.folder().toFile());
        fiji.redirectErrorStream(true).redirectOutput(output.toFile());
        Process process = fiji.start();
        boolean ended = process.waitFor(MINUTES_UNTIL_HUNG, TimeUnit.MINUTES);
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
        String printed = Files.readString(output);
        assertTrue(ended, "Fiji hung; it printed\n" + printed);
        assertEquals(0, process.exitValue(), "Fiji failed; it printed\n" + printed);
        return printed;
    }

    private List<String> java(Path home, boolean headless, String main) {
        Path fiji = copy.folder();
        String jars = String.join(File.pathSeparator, "jars/*", "jars/bio-formats/*", "plugins/*");
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "-Xmx1g",
                "-Djava.awt.headless=" + headless,
                "-Dij.dir=" + fiji,
                "-Dplugins.dir=" + fiji,
                "-Duser.home=" + home,
                // Here Fiji looks whether another one is running, to hand its arguments over to.
                "-Djava.io.tmpdir=" + home,
                "-Djava.util.prefs.userRoot=" + home,
                "-cp",
                jars,
                main);
    }

    private static boolean isInstalled(String program) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    /** Maven prints how many tests were skipped, but not why. */
    private static void skipUnless(boolean possible, String reason) {
        if (!possible) {
            System.out.println("Skipped tests in a real Fiji: " + reason + ".");
        }
        assumeTrue(possible, reason);
    }
}
