import { fileURLToPath } from 'node:url';
import { x } from 'tinyexec';
import { interpreter } from '../python.ts';
import type { RecordedRequest } from './recorded-requests.ts';

const PROGRAM = fileURLToPath(new URL('../python/validate_requests.py', import.meta.url));

export interface Judgement {
  /** How many requests there were of each operation, by `service:Operation`. */
  readonly operations: Readonly<Record<string, number>>;
  /** Requests that are none of an operation, or whose parameters its model does not allow. */
  readonly problems: readonly string[];
}

/** Checks requests against the service models of botocore, offline. */
export async function judgedByBotocore(requests: readonly RecordedRequest[]): Promise<Judgement> {
  const { exitCode, stdout, stderr } = await x(await interpreter(), [PROGRAM], { stdin: JSON.stringify(requests) });
  if (exitCode !== 0) throw new Error(`validate_requests.py ended with ${exitCode ?? 'a signal'}:\n${stderr}`);
  return JSON.parse(stdout) as Judgement;
}
