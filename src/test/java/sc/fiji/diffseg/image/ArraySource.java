package sc.fiji.diffseg.image;

import java.util.Optional;

/** Planes in memory. */
record ArraySource(ValueRange range, Plane... all) implements PlaneSource {

    static ArraySource of(ValueRange range, float... values) {
        return new ArraySource(range, Plane.grey(values.length, 1, values));
    }

    @Override
    public String name() {
        return "cells.tif";
    }

    @Override
    public int width() {
        return all[0].width();
    }

    @Override
    public int height() {
        return all[0].height();
    }

    @Override
    public int slices() {
        return all.length;
    }

    @Override
    public int frames() {
        return 1;
    }

    @Override
    public Optional<ValueRange> typeRange() {
        return Optional.ofNullable(range);
    }

    @Override
    public Optional<boolean[]> selection() {
        return Optional.empty();
    }

    @Override
    public Plane plane(int plane) {
        return all[plane];
    }
}
