// SPDX-License-Identifier: Apache-2.0
// The statements of the store, in the SQL that SQLite and PostgreSQL share.
#pragma once

namespace loads::store::sql {

inline constexpr const char* put_run = "INSERT INTO runs (id, report) VALUES ($1, $2) "
                                       "ON CONFLICT (id) DO UPDATE SET report = excluded.report";
inline constexpr const char* open_stream = "INSERT INTO streams (run, stream, high_water, note) VALUES ($1, "
                                           "$2, 0, $3) ON CONFLICT (run, stream) DO NOTHING";
// Changes one row, or the batch is not the next.
inline constexpr const char* advance = "UPDATE streams SET high_water = $1, note = $2 "
                                       "WHERE run = $3 AND stream = $4 AND high_water = $1 - 1";
inline constexpr const char* high_water = "SELECT high_water FROM streams WHERE run = $1 AND stream = $2";
inline constexpr const char* add_batch =
    "INSERT INTO batches (run, stream, sequence, kind, bytes) VALUES ($1, $2, $3, $4, $5)";
inline constexpr const char* drop_batches = "DELETE FROM batches WHERE run = $1 AND stream = $2";
inline constexpr const char* put_notice =
    "INSERT INTO notices (run, observer, attempts) VALUES ($1, $2, $3) "
    "ON CONFLICT (run, observer) DO UPDATE SET attempts = excluded.attempts";
inline constexpr const char* drop_notice = "DELETE FROM notices WHERE run = $1 AND observer = $2";
inline constexpr const char* drop_run[] = {
    "DELETE FROM batches WHERE run = $1", "DELETE FROM streams WHERE run = $1",
    "DELETE FROM notices WHERE run = $1", "DELETE FROM runs WHERE id = $1"};
inline constexpr const char* load_runs = "SELECT id, report FROM runs ORDER BY number";
inline constexpr const char* load_streams =
    "SELECT run, stream, high_water, note FROM streams ORDER BY run, stream";
inline constexpr const char* load_notices =
    "SELECT run, observer, attempts FROM notices ORDER BY run, observer";
inline constexpr const char* read_batches =
    "SELECT sequence, kind, bytes FROM batches "
    "WHERE run = $1 AND stream = $2 AND sequence > $3 ORDER BY sequence";

} // namespace loads::store::sql
