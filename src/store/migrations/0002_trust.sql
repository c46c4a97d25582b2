-- SPDX-License-Identifier: Apache-2.0
-- What undoing a change and questioning a published figure need.

-- The versions that a change ended.
CREATE INDEX data_value_history_by_end ON data_value_history (change_to);

-- Unit of measurement as printed ("%", "per 1.000 KH"), and why the figure looks wrong; empty if it
-- does not.
ALTER TABLE published_figure ADD COLUMN measure TEXT NOT NULL DEFAULT '';
ALTER TABLE published_figure ADD COLUMN question TEXT NOT NULL DEFAULT '';
