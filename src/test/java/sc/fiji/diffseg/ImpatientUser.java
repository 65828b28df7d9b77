package sc.fiji.diffseg;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;

/** A user who cancels at some time, and keeps what was reported. */
public final class ImpatientUser implements Progress {

    /**
     * What a job reported.
     *
     * @param fraction as {@link Progress#report} has it
     * @param what likewise
     */
    public record Report(double fraction, String what) {}

    private final List<Report> reports = Collections.synchronizedList(new ArrayList<>());
    private final Predicate<Report> enough;
    private final int most;
    private volatile boolean cancelled;

    private ImpatientUser(int most, Predicate<Report> enough) {
        this.most = most;
        this.enough = enough;
        cancelled = most == 0;
    }

    /** Has cancelled before anything begins. */
    public static ImpatientUser fromTheBeginning() {
        return after(0);
    }

    /** Cancels after a number of reports. */
    public static ImpatientUser after(int reports) {
        return new ImpatientUser(reports, report -> false);
    }

    /** Cancels as soon as something is reported. */
    public static ImpatientUser when(Predicate<Report> enough) {
        return new ImpatientUser(Integer.MAX_VALUE, enough);
    }

    /** All that was reported, in order. */
    public List<Report> reports() {
        return List.copyOf(reports);
    }

    @Override
    public void report(double fraction, String what) {
        Report report = new Report(fraction, what);
        reports.add(report);
        if (reports.size() == most || enough.test(report)) {
            cancelled = true;
        }
    }

    @Override
    public boolean isCancelled() {
        return cancelled;
    }
}
