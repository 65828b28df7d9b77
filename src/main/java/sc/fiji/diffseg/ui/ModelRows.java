package sc.fiji.diffseg.ui;

import java.util.List;
import javax.swing.table.AbstractTableModel;
import sc.fiji.diffseg.model.InstalledModel;
import sc.fiji.diffseg.model.ModelDescription;
import sc.fiji.diffseg.segment.ModelInventory;

/** Installed models as the lines of a table. */
final class ModelRows extends AbstractTableModel {

    private static final long serialVersionUID = 1L;
    private static final List<String> COLUMNS = List.of("Model", "Family", "Size", "Parent");

    private transient List<InstalledModel> models = List.of();

    void set(List<InstalledModel> installed) {
        models = installed;
        fireTableDataChanged();
    }

    List<InstalledModel> models() {
        return models;
    }

    InstalledModel model(int row) {
        return models.get(row);
    }

    @Override
    public int getRowCount() {
        return models.size();
    }

    @Override
    public int getColumnCount() {
        return COLUMNS.size();
    }

    @Override
    public String getColumnName(int column) {
        return COLUMNS.get(column);
    }

    @Override
    public Object getValueAt(int row, int column) {
        InstalledModel model = models.get(row);
        return switch (column) {
            case 0 -> model.name();
            case 1 -> model.description().map(ModelDescription::family).orElse("cannot be used");
            case 2 ->
                    model.description()
                            .map(d -> "%.1f MB".formatted(ModelInventory.megabytes(d)))
                            .orElse("");
            default -> ModelInventory.parent(model);
        };
    }
}
