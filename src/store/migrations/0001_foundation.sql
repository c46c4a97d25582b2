-- SPDX-License-Identifier: Apache-2.0
-- What the foundation keeps: changes, metadata objects, data values with their superseded versions,
-- published figures, targets, accounts, settings, documents.
--
-- Written in the SQL that SQLite and PostgreSQL both understand. A line "-- sqlite: TEXT" is a
-- comment to PostgreSQL and TEXT to SQLite. Ids are handed out by the store, never by a sequence,
-- so that both databases give the same ones.

-- One row, locked by every write: the number of the last change.
CREATE TABLE change_counter (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    number BIGINT NOT NULL
);
INSERT INTO change_counter (id, number) VALUES (1, 0);

CREATE TABLE change (
    number BIGINT NOT NULL PRIMARY KEY,
    actor TEXT NOT NULL,
    reason TEXT NOT NULL,
    time TEXT NOT NULL,
    values_written BIGINT NOT NULL,
    metadata_written BIGINT NOT NULL
)
-- sqlite: WITHOUT ROWID
;

-- A removed object keeps its row, and with it its id, with json null.
CREATE TABLE object (
    id INTEGER NOT NULL PRIMARY KEY,
    collection TEXT NOT NULL,
    uid TEXT NOT NULL,
    json TEXT,
    change_from BIGINT NOT NULL REFERENCES change (number) DEFERRABLE INITIALLY DEFERRED,
    UNIQUE (collection, uid)
);

CREATE TABLE object_version (
    id INTEGER NOT NULL REFERENCES object (id),
    change_from BIGINT NOT NULL,
    change_to BIGINT NOT NULL,
    json TEXT,
    PRIMARY KEY (id, change_from)
)
-- sqlite: WITHOUT ROWID
;

-- Free text of values, each text once.
CREATE TABLE text_value (
    id INTEGER NOT NULL PRIMARY KEY,
    text TEXT NOT NULL UNIQUE
);

-- The values that hold now, in the order in which they are scanned. state is model/cell.h's
-- ValueState, period_kind is model/period.h's PeriodKind; text 0 means none. The store itself
-- checks that the keys name existing objects: per row that is too slow.
CREATE TABLE data_value (
    data_element INTEGER NOT NULL,
    category_option_combo INTEGER NOT NULL,
    attribute_option_combo INTEGER NOT NULL,
    period_kind SMALLINT NOT NULL,
    period_index INTEGER NOT NULL,
    org_unit INTEGER NOT NULL,
    state SMALLINT NOT NULL,
    number DOUBLE PRECISION NOT NULL,
    text INTEGER NOT NULL,
    change_from BIGINT NOT NULL,
    PRIMARY KEY (data_element, category_option_combo, attribute_option_combo, period_kind,
                 period_index, org_unit)
)
-- sqlite: WITHOUT ROWID
;
CREATE INDEX data_value_by_change ON data_value (change_from);

-- The version that held from change_from up to, not including, change_to. A deletion is a version
-- too; it alone may still hold, with change_to 0.
CREATE TABLE data_value_history (
    data_element INTEGER NOT NULL,
    category_option_combo INTEGER NOT NULL,
    attribute_option_combo INTEGER NOT NULL,
    period_kind SMALLINT NOT NULL,
    period_index INTEGER NOT NULL,
    org_unit INTEGER NOT NULL,
    state SMALLINT NOT NULL,
    number DOUBLE PRECISION NOT NULL,
    text INTEGER NOT NULL,
    deleted SMALLINT NOT NULL,
    change_from BIGINT NOT NULL,
    change_to BIGINT NOT NULL,
    PRIMARY KEY (data_element, category_option_combo, attribute_option_combo, period_kind,
                 period_index, org_unit, change_from)
)
-- sqlite: WITHOUT ROWID
;
CREATE INDEX data_value_history_by_change ON data_value_history (change_from);
CREATE INDEX data_value_deleted_now ON data_value_history (change_to) WHERE change_to = 0;

-- What DHIS2 keeps per value and few values have.
CREATE TABLE data_value_note (
    data_element INTEGER NOT NULL,
    category_option_combo INTEGER NOT NULL,
    attribute_option_combo INTEGER NOT NULL,
    period_kind SMALLINT NOT NULL,
    period_index INTEGER NOT NULL,
    org_unit INTEGER NOT NULL,
    stored_by TEXT NOT NULL,
    created TEXT NOT NULL,
    comment TEXT NOT NULL,
    followup SMALLINT NOT NULL,
    PRIMARY KEY (data_element, category_option_combo, attribute_option_combo, period_kind,
                 period_index, org_unit)
)
-- sqlite: WITHOUT ROWID
;

CREATE TABLE published_figure (
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
    change_from BIGINT NOT NULL,
    PRIMARY KEY (indicator_code, unit_uid, period, source, basis)
);

CREATE TABLE target (
    indicator_code TEXT NOT NULL,
    unit_uid TEXT NOT NULL,
    period TEXT NOT NULL,
    version INTEGER NOT NULL,
    value DOUBLE PRECISION NOT NULL,
    upper_value DOUBLE PRECISION,
    direction TEXT NOT NULL,
    source TEXT NOT NULL,
    change_from BIGINT NOT NULL,
    PRIMARY KEY (indicator_code, unit_uid, period, version)
);

CREATE TABLE account (
    username TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    unit_uid TEXT NOT NULL,
    can_view SMALLINT NOT NULL,
    can_enter SMALLINT NOT NULL,
    can_operate SMALLINT NOT NULL,
    disabled SMALLINT NOT NULL,
    change_from BIGINT NOT NULL
);

CREATE TABLE setting (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL,
    change_from BIGINT NOT NULL
);

CREATE TABLE document (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    body BYTEA NOT NULL,
    change_from BIGINT NOT NULL,
    PRIMARY KEY (kind, id)
);
