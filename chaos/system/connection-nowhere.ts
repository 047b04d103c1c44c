import type { Connection } from './connection.ts';

/** A connection for a definition that is opened without a running system, to check it. Each output's value is its own name. */
export const nowhere = (name: string): Connection => ({
  system: {
    target: 'local',
    stage: 'none',
    region: 'us-east-1',
    prefix: `${name}-none-`,
    apiUrl: 'http://127.0.0.1:9',
    outputs: {},
    apiKeys: {},
    environment: {},
  },
  client: () => ({
    region: 'us-east-1',
    endpoint: 'http://127.0.0.1:9',
    credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
  }),
  output: (output) => output,
  signal: new AbortController().signal,
  progress: () => undefined,
});
