/**
 * The alarm handler's work: reads the errors logged since the last sweep, and files the ids that have failed too often
 * and whose order has not reached its end.
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
  /** The highest count of failures that any step has for the id. */
  readonly failures: (correlationId: string) => Promise<number>;
  readonly failureLimit: number;
  readonly checkout: Pick<Checkout, 'read'>;
  readonly file: FileError;
}

/** Log lines arrive late, so each sweep rereads the end of the previous one. Filing twice does no harm. */
const OVERLAP_MS = 60_000;
/** How far the first sweep looks back. */
const FIRST_LOOK_MS = 15 * 60_000;

/** @returns the ids that it filed */
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
