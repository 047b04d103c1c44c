CREATE TABLE IF NOT EXISTS customers (
  customer_id text        PRIMARY KEY,
  name        text        NOT NULL,
  address     text        NOT NULL,
  email       text        NOT NULL,
  version     bigint      NOT NULL,
  updated_at  timestamptz NOT NULL
);

CREATE TABLE IF NOT EXISTS outbox (
  event_id   text        PRIMARY KEY,
  payload    jsonb       NOT NULL,
  created_at timestamptz NOT NULL
);
