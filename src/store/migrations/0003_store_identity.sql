-- SPDX-License-Identifier: Apache-2.0
-- Tells one store from another.
--
-- A line "-- postgres: TEXT" is a comment to SQLite and TEXT to PostgreSQL.

-- One row: a random name, so that a checkpoint of another store is never taken for this one's. It
-- is not copied when a store is moved. state is 'ready', or 'moving' while a move fills the store.
CREATE TABLE store_identity (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    identity TEXT NOT NULL,
    state TEXT NOT NULL
);

-- PostgreSQL's index rows hold 2,700 bytes, a text may be longer.
-- postgres: ALTER TABLE text_value DROP CONSTRAINT text_value_text_key;
-- postgres: CREATE UNIQUE INDEX text_value_by_text ON text_value (md5(text));
