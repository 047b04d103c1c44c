CREATE TABLE IF NOT EXISTS products (
  sku          text        PRIMARY KEY,
  name         text        NOT NULL,
  price_cents  bigint      NOT NULL CHECK (price_cents >= 0),
  weight_grams integer     NOT NULL CHECK (weight_grams >= 0),
  active       boolean     NOT NULL,
  version      bigint      NOT NULL,
  updated_at   timestamptz NOT NULL
);

CREATE TABLE IF NOT EXISTS outbox (
  event_id   text        PRIMARY KEY,
  payload    jsonb       NOT NULL,
  created_at timestamptz NOT NULL
);
