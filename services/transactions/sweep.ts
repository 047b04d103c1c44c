/**
 * What the alarm handler does: reads the errors logged since the last sweep, and files those ids that have failed
 * too often and whose order is not at its end.
 */
import pLimit from 'p-limit';
import type { FileError } from '../shared/filing.ts';
import { isEnd } from './drive.ts';
import type { ErrorLines, TimeRange } from './error-lines.ts';
import type { Checkout } from './ports.ts';

export interface SweepPorts {
  readonly logGroups: readonly string[];
  readonly errorLines: ErrorLines;
  readonly watermark: { read(): Promise<number | undefined>; write(at: number): Promise<void> };
  /** The most failures that any one step has counted for the id. */
  readonly failures: (correlationId: string) => Promise<number>;
  readonly failureLimit: number;
  readonly checkout: Pick<Checkout, 'read'>;
  readonly file: FileError;
}

/** Lines arrive late, so each sweep looks once more at the end of the one before. Filing twice does no harm. */
const OVERLAP_MS = 60_000;
/** How far the first sweep looks back. */
const FIRST_LOOK_MS = 15 * 60_000;

/** Answers the ids it has filed. */
export async function sweep(now: Date, ports: SweepPorts): Promise<string[]> {
  const to = now.getTime();
  const watermark = await ports.watermark.read();
  const from = watermark === undefined ? to - FIRST_LOOK_MS : watermark - OVERLAP_MS;
  const ids = await collect({ from, to }, ports);
  const limit = pLimit(4);
  const filed = await Promise.all(ids.map((id) => limit(() => fileIfStuck(id, ports))));
  await ports.watermark.write(to);
  return ids.filter((_id, index) => filed[index]);
}

async function collect(range: TimeRange, { logGroups, errorLines }: SweepPorts): Promise<string[]> {
  const limit = pLimit(4);
  const found = await Promise.all(logGroups.map((group) => limit(() => errorLines(group, range))));
  return [...new Set(found.flat())];
}

async function fileIfStuck(correlationId: string, ports: SweepPorts): Promise<boolean> {
  const failures = await ports.failures(correlationId);
  if (failures < ports.failureLimit) return false;
  const state = await ports.checkout.read(correlationId);
  if (isEnd(state) || state === 'UNKNOWN') return false;
  const reason = `failed ${failures} times and the order is ${state}`;
  await ports.file({ correlationId, source: 'transactions#alarms', reason });
  return true;
}
