/**
 * The tables of the stores. Columns in the clear are ids, states, times and keys that name no person; everything else
 * is in `body`, sealed by the key ring, and `key_id` tells by which key. `body` stands last, so that reading the other
 * columns does not load it.
 */
export const STORE_MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE IF NOT EXISTS bookings (
    id TEXT NOT NULL UNIQUE,
    fleet_id TEXT NOT NULL,
    vehicle_id TEXT NOT NULL,
    state TEXT NOT NULL,
    revision INTEGER NOT NULL,
    updated_at TEXT NOT NULL,
    key_id TEXT NOT NULL,
    held TEXT NOT NULL,
    body BLOB NOT NULL
  );
  CREATE INDEX IF NOT EXISTS bookings_by_fleet ON bookings (fleet_id, id);
  CREATE INDEX IF NOT EXISTS bookings_by_fleet_state ON bookings (fleet_id, state, id);
  CREATE INDEX IF NOT EXISTS bookings_by_state ON bookings (state, id);
  CREATE INDEX IF NOT EXISTS bookings_by_vehicle ON bookings (vehicle_id, id);

  CREATE TABLE IF NOT EXISTS claims (
    key TEXT PRIMARY KEY,
    booking_id TEXT NOT NULL
  ) WITHOUT ROWID;

  CREATE TABLE IF NOT EXISTS outbox (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    booking_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    priority INTEGER NOT NULL,
    run_at TEXT,
    payload TEXT NOT NULL
  );
  CREATE INDEX IF NOT EXISTS outbox_by_priority ON outbox (priority, seq);

  CREATE TABLE IF NOT EXISTS deliveries (
    id TEXT PRIMARY KEY,
    channel TEXT NOT NULL,
    received_at TEXT NOT NULL,
    owner TEXT NOT NULL,
    lease_until INTEGER NOT NULL,
    applied INTEGER NOT NULL DEFAULT 0,
    settled_at TEXT,
    parked_key TEXT,
    parked_until TEXT,
    key_id TEXT NOT NULL,
    answer BLOB,
    body BLOB NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS deliveries_open ON deliveries (owner, lease_until) WHERE settled_at IS NULL;
  CREATE INDEX IF NOT EXISTS deliveries_settled ON deliveries (settled_at) WHERE settled_at IS NOT NULL;
  CREATE INDEX IF NOT EXISTS deliveries_parked ON deliveries (parked_key, received_at) WHERE parked_key IS NOT NULL;

  CREATE TABLE IF NOT EXISTS counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;

  CREATE TABLE IF NOT EXISTS fleets (
    id TEXT PRIMARY KEY,
    key_id TEXT NOT NULL,
    api_key BLOB NOT NULL,
    body BLOB NOT NULL
  ) WITHOUT ROWID;

  CREATE TABLE IF NOT EXISTS members (
    fleet_id TEXT NOT NULL,
    id TEXT NOT NULL,
    key_id TEXT NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (fleet_id, id)
  ) WITHOUT ROWID;

  CREATE TABLE IF NOT EXISTS vehicles (
    fleet_id TEXT NOT NULL,
    id TEXT NOT NULL,
    key_id TEXT NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (fleet_id, id)
  ) WITHOUT ROWID;

  CREATE TABLE IF NOT EXISTS lookups (
    blind TEXT NOT NULL,
    kind TEXT NOT NULL,
    fleet_id TEXT NOT NULL,
    id TEXT NOT NULL,
    key_id TEXT NOT NULL,
    PRIMARY KEY (blind, kind, fleet_id, id)
  ) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS lookups_by_owner ON lookups (fleet_id, kind, id);

  CREATE TABLE IF NOT EXISTS providers (
    id TEXT PRIMARY KEY,
    network TEXT NOT NULL,
    network_ref TEXT NOT NULL,
    key_id TEXT NOT NULL,
    body BLOB NOT NULL,
    UNIQUE (network, network_ref)
  ) WITHOUT ROWID;

  CREATE TABLE IF NOT EXISTS availability (
    provider_id TEXT NOT NULL,
    service TEXT NOT NULL,
    as_of TEXT NOT NULL,
    slots TEXT NOT NULL,
    PRIMARY KEY (provider_id, service)
  ) WITHOUT ROWID;
  `,
  `
  CREATE TABLE IF NOT EXISTS ratings (
    booking_id TEXT PRIMARY KEY,
    fleet_id TEXT NOT NULL,
    provider_id TEXT NOT NULL,
    stars INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS ratings_by_fleet ON ratings (fleet_id, provider_id, stars);
  `,
  `
  CREATE TABLE IF NOT EXISTS poll_cursors (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  `,
  `
  CREATE TABLE IF NOT EXISTS agreements (
    id TEXT PRIMARY KEY,
    key_id TEXT NOT NULL,
    body BLOB NOT NULL
  ) WITHOUT ROWID;

  CREATE TABLE IF NOT EXISTS commission_lines (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    booking_id TEXT NOT NULL,
    fleet_id TEXT NOT NULL,
    network TEXT NOT NULL,
    provider_id TEXT NOT NULL,
    entry TEXT NOT NULL,
    at TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    version INTEGER NOT NULL,
    basis INTEGER NOT NULL,
    amount INTEGER NOT NULL,
    currency TEXT NOT NULL
  );
  CREATE INDEX IF NOT EXISTS commission_by_booking ON commission_lines (booking_id, seq);
  CREATE INDEX IF NOT EXISTS commission_by_time ON commission_lines (at, seq);
  CREATE INDEX IF NOT EXISTS commission_by_fleet ON commission_lines (fleet_id, at, seq);
  CREATE TRIGGER IF NOT EXISTS commission_lines_stay BEFORE UPDATE ON commission_lines
    BEGIN SELECT RAISE(ABORT, 'a line of the commission ledger is never changed'); END;
  CREATE TRIGGER IF NOT EXISTS commission_lines_remain BEFORE DELETE ON commission_lines
    BEGIN SELECT RAISE(ABORT, 'a line of the commission ledger is never deleted'); END;
  `,
  `
  CREATE TABLE IF NOT EXISTS service_levels (
    day TEXT NOT NULL,
    kind TEXT NOT NULL,
    fleet_id TEXT NOT NULL,
    network TEXT NOT NULL,
    provider_id TEXT NOT NULL,
    detail TEXT NOT NULL,
    bucket INTEGER NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (day, kind, fleet_id, network, provider_id, detail, bucket)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS service_level_marks (day TEXT NOT NULL, key TEXT NOT NULL, PRIMARY KEY (day, key)) WITHOUT ROWID;
  `,
  `
  DROP TABLE availability;
  CREATE TABLE availability (
    id INTEGER PRIMARY KEY,
    provider_id TEXT NOT NULL,
    service TEXT NOT NULL,
    as_of TEXT NOT NULL,
    UNIQUE (provider_id, service)
  );
  CREATE TABLE availability_slots (id INTEGER PRIMARY KEY, slots TEXT NOT NULL);
  `,
  `
  ALTER TABLE availability ADD COLUMN fingerprint TEXT;
  `,
  `
  CREATE TABLE IF NOT EXISTS channel_memory (
    channel TEXT NOT NULL,
    blind TEXT NOT NULL,
    revision INTEGER NOT NULL,
    key_id TEXT NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (channel, blind)
  ) WITHOUT ROWID;
  `,
  `
  CREATE INDEX IF NOT EXISTS bookings_by_change ON bookings (fleet_id, updated_at);
  `,
];
