package sc.fiji.diffseg.ui;

import ij.plugin.frame.Recorder;
import java.awt.BorderLayout;
import java.awt.Component;
import java.awt.Toolkit;
import java.awt.datatransfer.StringSelection;
import java.util.List;
import java.util.Locale;
import javax.swing.Action;
import javax.swing.BorderFactory;
import javax.swing.Box;
import javax.swing.BoxLayout;
import javax.swing.JButton;
import javax.swing.JComponent;
import javax.swing.JFrame;
import javax.swing.JOptionPane;
import javax.swing.JPanel;
import javax.swing.JScrollPane;
import javax.swing.JTextArea;
import javax.swing.SwingUtilities;
import javax.swing.SwingWorker;
import javax.swing.WindowConstants;
import sc.fiji.diffseg.engine.EngineFacts;
import sc.fiji.diffseg.engine.EngineFlavor;
import sc.fiji.diffseg.engine.EngineInstaller;
import sc.fiji.diffseg.engine.TorchEngine;

/** The facts about PyTorch on this computer, and its installation. */
public final class EngineWindow extends JFrame {

    private static final long serialVersionUID = 1L;

    private static final String CONSENT =
            "DJL will download some gigabytes from publish.djl.ai.\n"
                    + "Unlike the libraries for CPUs, they are not checked by SHA-256.\n"
                    + "Go on?";

    private static EngineWindow open;

    private final String software;
    private final EngineInstaller installer = new EngineInstaller();
    private final JTextArea facts = new JTextArea(16, 60);
    private final JButton start = new JButton("Start PyTorch");
    private final JButton again = new JButton("Try Again After the Crash");
    private final JButton install = new JButton("Install");
    private final InstallPanel choice = new InstallPanel(installer, install);
    private final JobPanel jobs =
            new JobPanel(
                    "Cancelled; what was downloaded is kept for the next time.", this::setBusy);

    private EngineWindow(String software, List<Action> more) {
        super("Diffusion Engine");
        this.software = software;
        facts.setEditable(false);
        facts.setLineWrap(true);
        facts.setWrapStyleWord(true);
        JPanel lower = new JPanel();
        lower.setLayout(new BoxLayout(lower, BoxLayout.PAGE_AXIS));
        List.of(buttons(more), choice, jobs).forEach(row -> add(lower, row));
        JPanel all = new JPanel(new BorderLayout(0, 6));
        all.setBorder(BorderFactory.createEmptyBorder(8, 8, 8, 8));
        all.add(new JScrollPane(facts), BorderLayout.CENTER);
        all.add(lower, BorderLayout.PAGE_END);
        setContentPane(all);
        install.addActionListener(event -> install());
        start.addActionListener(event -> start());
        setDefaultCloseOperation(WindowConstants.HIDE_ON_CLOSE);
        pack();
        setLocationByPlatform(true);
    }

    /**
     * Opens the one window, or brings it to the front.
     *
     * @param software this software's version
     * @param more further buttons
     */
    public static void open(String software, List<Action> more) {
        SwingUtilities.invokeLater(
                () -> {
                    if (open == null) {
                        open = new EngineWindow(software, more);
                    }
                    open.refresh();
                    open.setVisible(true);
                    open.toFront();
                });
    }

    private static void add(JPanel column, JComponent row) {
        row.setAlignmentX(Component.LEFT_ALIGNMENT);
        column.add(row);
        column.add(Box.createVerticalStrut(6));
    }

    private Box buttons(List<Action> more) {
        Box row = Box.createHorizontalBox();
        JButton copy = new JButton("Copy");
        copy.setToolTipText("Copies the facts, for a report of a problem");
        copy.addActionListener(event -> copy());
        again.addActionListener(
                event -> {
                    installer.tryAgain();
                    refresh();
                });
        List.of(copy, start, again).forEach(button -> append(row, button));
        more.forEach(action -> append(row, new JButton(action)));
        return row;
    }

    private static void append(Box row, JButton button) {
        row.add(button);
        row.add(Box.createHorizontalStrut(6));
    }

    private void copy() {
        StringSelection text = new StringSelection(facts.getText());
        Toolkit.getDefaultToolkit().getSystemClipboard().setContents(text, text);
        jobs.say("The facts are on the clipboard.");
    }

    private void start() {
        jobs.run(
                job -> {
                    job.report(0, "Starting PyTorch");
                    return "PyTorch runs on "
                            + TorchEngine.start(TorchEngine.AUTO).deviceName()
                            + ".";
                });
    }

    private void install() {
        EngineFlavor flavor = choice.flavor();
        String source = choice.source();
        if (flavor == EngineFlavor.CUDA_DOWNLOAD && !consents()) {
            return;
        }
        record(flavor, source);
        jobs.run(job -> installer.install(flavor, source, job));
    }

    private boolean consents() {
        return JOptionPane.showConfirmDialog(this, CONSENT, getTitle(), JOptionPane.YES_NO_OPTION)
                == JOptionPane.YES_OPTION;
    }

    private static void record(EngineFlavor flavor, String source) {
        if (Recorder.record) {
            Recorder.setCommand("Diffusion Engine...");
            Recorder.recordOption("install", flavor.name().toLowerCase(Locale.ROOT));
            if (!source.isBlank()) {
                Recorder.recordPath("source", source);
            }
            Recorder.saveCommand();
        }
    }

    private void setBusy(boolean busy) {
        List.of(install, start, again, choice).forEach(part -> part.setEnabled(!busy));
        if (!busy) {
            refresh();
        }
    }

    /** The driver of a graphics card takes its time to answer. */
    private void refresh() {
        new SwingWorker<String, Void>() {
            @Override
            protected String doInBackground() {
                return EngineFacts.now(software).text();
            }

            @Override
            protected void done() {
                facts.setText(JobPanel.outcome(this, ""));
                facts.setCaretPosition(0);
                again.setVisible(installer.remembersACrash());
            }
        }.execute();
    }
}
