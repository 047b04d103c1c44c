CREATE TABLE IF NOT EXISTS payments (
  correlation_id text PRIMARY KEY,
  state          text        NOT NULL CHECK (state IN ('AUTHORISED', 'DECLINED', 'CAPTURED', 'VOIDED', 'REFUNDED')),
  amount_cents   bigint      NOT NULL CHECK (amount_cents >= 0),
  method         text        NOT NULL,
  reason         text,
  version        bigint      NOT NULL,
  created_at     timestamptz NOT NULL,
  updated_at     timestamptz NOT NULL
);

CREATE TABLE IF NOT EXISTS entries (
  entry_id       bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  correlation_id text        NOT NULL REFERENCES payments,
  kind           text        NOT NULL CHECK (kind IN ('AUTHORISE', 'CAPTURE', 'VOID', 'REFUND')),
  amount_cents   bigint      NOT NULL,
  created_at     timestamptz NOT NULL
);

CREATE INDEX IF NOT EXISTS entries_by_payment ON entries (correlation_id);

CREATE TABLE IF NOT EXISTS outbox (
  event_id   text        PRIMARY KEY,
  payload    jsonb       NOT NULL,
  created_at timestamptz NOT NULL
);
