import {
  ONE_FUNCTION_SECONDS,
  onlyRules,
  pacedViews,
  type Reading,
  readingSeconds,
  type Reconciliation,
  type View,
  type ViewEstimate,
} from '@evenkeel/reconciler';
import { exitCodes } from '../../failure.ts';
import type { Terminal } from '../../terminal.ts';
import { bytesText } from './progress-line.ts';

/** US dollars per million on-demand read request units, list price of us-east-1; other regions differ. */
const MILLION_READ_UNITS_USD = 0.125;

interface EstimatedView extends Partial<ViewEstimate> {
  readonly view: string;
  /** Time that one function needs to read it. */
  readonly seconds?: number;
  readonly usd?: number;
}

interface EstimateOptions {
  readonly reconciliation: Reconciliation;
  readonly rules?: readonly string[];
  readonly signal: AbortSignal;
}

/** Prints per rule what a run would read, and what DynamoDB would charge. Returns the exit code. */
export async function estimateRun(options: EstimateOptions, terminal: Terminal): Promise<number> {
  const estimates = await estimatesOf(options);
  for (const { name, views } of estimates) {
    terminal.print(name);
    for (const view of views) terminal.print(`  ${view.view.padEnd(24)} ${textOf(view)}`);
    const seconds = Math.max(0, ...views.map((view) => view.seconds ?? 0));
    const isPaced = views.some(({ readCapacity }) => readCapacity !== undefined);
    if (seconds > ONE_FUNCTION_SECONDS) terminal.print(`  ${tooLarge(seconds, isPaced)}`);
  }
  const usd = estimates.flatMap(({ views }) => views).reduce((sum, view) => sum + (view.usd ?? 0), 0);
  terminal.print(
    `about ${usd.toFixed(4)} USD of DynamoDB reads, at ${MILLION_READ_UNITS_USD} USD per million read units`,
  );
  terminal.json({ rules: estimates, usd });
  return exitCodes.pass;
}

/** Bytes of a full pass, for each rule whose stores all keep statistics. */
export async function expectedBytes(options: EstimateOptions): Promise<ReadonlyMap<string, number>> {
  const known = (await estimatesOf(options)).filter(({ views }) => views.every(({ bytes }) => bytes !== undefined));
  return new Map(known.map(({ name, views }) => [name, views.reduce((sum, { bytes = 0 }) => sum + bytes, 0)]));
}

async function estimatesOf({ reconciliation, rules, signal }: EstimateOptions) {
  const chosen = rules === undefined ? reconciliation : onlyRules(reconciliation, rules);
  const reading: Reading = { signal, received: () => undefined };
  return Promise.all(
    chosen.rules.map(async (rule) => ({
      name: rule.name,
      views: await Promise.all(pacedViews(rule).map((view) => estimateView(view, reading))),
    })),
  );
}

async function estimateView(view: View, reading: Reading): Promise<EstimatedView> {
  const estimate = await view.estimate?.(reading);
  if (estimate === undefined) return { view: view.name };
  const { readUnits } = estimate;
  return {
    view: view.name,
    ...estimate,
    seconds: readingSeconds(view, estimate),
    ...(readUnits !== undefined && { usd: (readUnits / 1e6) * MILLION_READ_UNITS_USD }),
  };
}

const minutes = (seconds: number): string => `${Math.ceil(seconds / 60)} minutes`;

const tooLarge = (seconds: number, isPaced: boolean): string =>
  `one function would read for about ${minutes(seconds)}, and has ${minutes(ONE_FUNCTION_SECONDS)}: deploy ScheduledReconciler with scale: 'distributed'${isPaced ? ', or raise readCapacity' : ''}`;

function textOf({ rows, bytes, readUnits, readCapacity, usd }: EstimatedView): string {
  if (rows === undefined) return 'no statistics';
  const units = readUnits === undefined ? '' : `, ${readUnits} read units, ${(usd ?? 0).toFixed(4)} USD`;
  const pace = readCapacity === undefined ? '' : `, at ${readCapacity} read units/s`;
  return `about ${rows} rows, ${bytesText(bytes ?? 0)}${units}${pace}`;
}
