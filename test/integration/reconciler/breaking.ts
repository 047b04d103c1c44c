/** A client whose connection breaks after `requests` requests. */
export function breakingAfter<Client extends { send(...given: never[]): unknown }>(
  requests: number,
  client: Client,
): Client {
  let sent = 0;
  const send = (...given: never[]): unknown => {
    sent += 1;
    if (sent > requests) return Promise.reject(new Error('the connection was reset'));
    return client.send(...given);
  };
  return Object.assign(Object.create(client) as Client, { send });
}
