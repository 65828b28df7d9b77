package sc.fiji.diffseg.benchmark;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Another program that does what is compared. It prints a line that says what it is; then, for
 * every line it reads, it runs once and prints a line of JSON with {@code total_s}, the seconds on
 * the clock, and, if it likes, {@code processor_s}, those of all its threads on the processor.
 */
final class OtherProgram implements AutoCloseable {

    private final Process process;
    private final OutputStream input;
    private final BufferedReader output;

    /** Starts the program and waits for its first line. */
    OtherProgram(List<String> command) throws IOException {
        process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        input = process.getOutputStream();
        output =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        System.out.println("Other program: " + line());
    }

    /** Lets it run once. */
    Time run() throws IOException {
        input.write('\n');
        input.flush();
        JsonObject answer = JsonParser.parseString(line()).getAsJsonObject();
        JsonElement processor = answer.get("processor_s");
        return new Time(
                answer.get("total_s").getAsDouble(),
                processor == null ? Double.NaN : processor.getAsDouble());
    }

    private String line() throws IOException {
        String line = output.readLine();
        if (line == null) {
            throw new IOException("The other program has ended; see what it said above.");
        }
        return line;
    }

    @Override
    public void close() {
        process.destroy();
    }
}
