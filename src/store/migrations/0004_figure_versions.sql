-- SPDX-License-Identifier: Apache-2.0
-- Published figures that were replaced or removed, so that an import of them can be undone.

CREATE TABLE published_figure_version (
    indicator_code TEXT NOT NULL,
    unit_uid TEXT NOT NULL,
    period TEXT NOT NULL,
    source TEXT NOT NULL,
    basis TEXT NOT NULL,
    kind TEXT NOT NULL,
    value DOUBLE PRECISION NOT NULL,
    numerator DOUBLE PRECISION,
    denominator DOUBLE PRECISION,
    low DOUBLE PRECISION,
    high DOUBLE PRECISION,
    note TEXT NOT NULL,
    measure TEXT NOT NULL,
    question TEXT NOT NULL,
    change_from BIGINT NOT NULL,
    change_to BIGINT NOT NULL,
    PRIMARY KEY (indicator_code, unit_uid, period, source, basis, change_from)
);
CREATE INDEX published_figure_version_by_begin ON published_figure_version (change_from);
CREATE INDEX published_figure_version_by_end ON published_figure_version (change_to);
CREATE INDEX published_figure_by_begin ON published_figure (change_from);
