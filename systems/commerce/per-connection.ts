import type { Connection } from '@evenkeel/chaos';

/** Makes one value for each connection, so that a view's name always means the same object. */
export function perConnection<Value>(make: (connection: Connection) => Value): (connection: Connection) => Value {
  const made = new WeakMap<Connection, { readonly value: Value }>();
  return (connection) => {
    const known = made.get(connection);
    if (known !== undefined) return known.value;
    const value = make(connection);
    made.set(connection, { value });
    return value;
  };
}
