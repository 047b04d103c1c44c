/** Makes the alarms of a stage fire and clear once, and follows what they start. */
import { setTimeout as sleep } from 'node:timers/promises';
import { GetMetricStatisticsCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { counted } from '../checkers/checker.ts';
import { type Design, designedAlarms } from '../deployment/index.ts';
import type { Target } from '../target.ts';
import { clearingData, type Datum, firingData } from './data.ts';
import { awaitEnds, awaitSchedules, type End, FOLLOW_MS, POLL_MS } from './ends.ts';
import { type CreatedSchedules, followActions, watchSchedules } from './follow.ts';
import { type AlarmRecord, readHistory } from './history.ts';
import { type Observed, type ObservedAction, type Outcome, outcomeOf } from './outcome.ts';
import { readSubjects, type Subject } from './subjects.ts';
import { writeData, writeLines } from './write.ts';

export interface DrilledResult extends Outcome {
  /** The alarm's name without the stage's prefix. */
  readonly alarm: string;
  /** Virtual seconds from the writing to ALARM, and from there to OK. */
  readonly firedAfter: number | undefined;
  readonly clearedAfter: number | undefined;
}

export interface DrillReport {
  readonly alarms: readonly DrilledResult[];
  /** One-off schedules that actions created, and that have run since. */
  readonly schedulesRun: number;
  /** Those that have not run yet. */
  readonly schedulesLeft: readonly string[];
}

export interface DrillOptions {
  readonly target: Pick<Target, 'system' | 'clients' | 'clock'>;
  /** What the unmodified templates say. */
  readonly design: Design;
  /** Why nothing emits the metric of an alarm, by names without the prefix. */
  readonly blind: ReadonlyMap<string, string>;
  /** Alarms to leave alone, by names without the prefix. */
  readonly skip?: ReadonlySet<string>;
  /** Ends the drill. What it wrote to sums is taken back. */
  readonly signal: AbortSignal;
  readonly progress: (text: string) => void;
}

const MINUTE_MS = 60_000;
/** Virtual milliseconds until ALARM, and from there to OK. */
const FIRE_MS = 5 * MINUTE_MS;
const CLEAR_MS = 10 * MINUTE_MS;

interface Drilled {
  readonly subject: Subject;
  /** What it wrote, with what its log lines add to a sum. */
  written: Datum[];
  record: AlarmRecord | undefined;
  /** Of its log lines, how many its metric shows. */
  counted: number;
  /** When it last wrote what lets the alarm clear. */
  clearing: number | undefined;
}

export async function drillAlarms(options: DrillOptions): Promise<DrillReport> {
  const { target, skip = new Set(), signal, progress } = options;
  const { prefix } = target.system;
  const short = ({ name }: Pick<Subject, 'name'>) => name.slice(prefix.length);
  const all = (await readSubjects(target)).filter((subject) => !skip.has(short(subject)));
  const schedules = await watchSchedules(target);
  const arns = all.flatMap(({ onAlarm, onOk }) => [...onAlarm, ...onOk]);
  const follower = await followActions(target, arns);
  const began = target.clock.now();
  const drilled = all
    .filter(({ leftAlone }) => leftAlone === undefined)
    .map((subject): Drilled => ({ subject, written: [], record: undefined, counted: 0, clearing: undefined }));
  progress(`drilling ${counted(drilled.length, 'alarm')}`);
  try {
    await Promise.all(drilled.map((each) => fire(each, target)));
    await untilCleared(drilled, schedules, began, options);
  } finally {
    await Promise.allSettled(drilled.map((each) => takeBack(each, target)));
  }
  const executedBy = (arn: string) => drilled.reduce((sum, { record }) => sum + (record?.executed.get(arn) ?? 0), 0);
  const ends = await awaitEnds(new Set(arns), executedBy, follower, options);
  const { run, left } = await awaitSchedules(schedules, options);
  signal.throwIfAborted();
  return {
    alarms: [
      ...drilled.map(
        (each): DrilledResult => ({
          alarm: short(each.subject),
          ...outcomeOf(each.subject.plan, observedOf(each, ends, options)),
          ...timesOf(each, began),
        }),
      ),
      ...notDrilled(all, options),
    ].sort((one, other) => one.alarm.localeCompare(other.alarm)),
    schedulesRun: run,
    schedulesLeft: left,
  };
}

async function fire(each: Drilled, { clients, clock }: DrillOptions['target']): Promise<void> {
  const { plan, name } = each.subject;
  if (plan.by === 'children') return;
  if (plan.by === 'state') {
    const StateReason = 'evenkeel chaos drill: this shows only that its actions work';
    await clients.cloudwatch.send(new SetAlarmStateCommand({ AlarmName: name, StateValue: 'ALARM', StateReason }));
    return;
  }
  const now = clock.now().getTime();
  const lines = plan.by === 'log' ? plan.lines : [];
  const fromLines = lines.reduce((sum, { value }) => sum + value, 0);
  const data = firingData(plan.alarm, now, fromLines);
  each.written = [...data, ...(lines.length > 0 ? [{ at: now, value: fromLines, count: 1 }] : [])];
  if (lines.length > 0) await writeLines(clients, lines, now);
  await writeData(clients, plan.alarm, data);
}

/** Looks at the alarms until all have fired and cleared, or can no longer do so in time. */
async function untilCleared(
  drilled: readonly Drilled[],
  schedules: CreatedSchedules,
  began: Date,
  options: DrillOptions,
): Promise<void> {
  const { target, signal, progress } = options;
  const { clock, system } = target;
  const reported = new Set<string>();
  const report = (each: Drilled, what: string) => {
    const line = `${each.subject.name.slice(system.prefix.length)} ${what}`;
    if (!reported.has(line)) progress(line);
    reported.add(line);
  };
  const isOver = ({ record, subject }: Drilled, now: number): boolean => {
    if (record?.firedAt === undefined) return now > began.getTime() + FIRE_MS;
    if (record.clearedAt === undefined) return now > record.firedAt + clearLimit(subject);
    return hasExecuted(subject, record) || now > record.clearedAt + FOLLOW_MS;
  };
  for (;;) {
    const history = await readHistory(target, began);
    const now = clock.now().getTime();
    const lookAt = async (each: Drilled) => {
      each.record = history.get(each.subject.name);
      if (each.record?.firedAt === undefined) return;
      report(each, 'fired');
      if (each.record.clearedAt === undefined) await letClear(each, target);
      else report(each, 'cleared');
    };
    await Promise.all([...drilled.map(lookAt), schedules.look()]);
    if (drilled.every((each) => isOver(each, now))) return;
    await sleep(POLL_MS[system.target], undefined, { signal });
  }
}

/** A value other than a sum stays in the evaluation until its period has left it. */
function clearLimit({ plan, evaluationPeriods }: Subject): number {
  const periodMs = plan.by === 'log' || plan.by === 'metric' ? plan.alarm.periodMs : MINUTE_MS;
  return CLEAR_MS + (evaluationPeriods + 1) * periodMs;
}

function hasExecuted({ onAlarm, onOk, actionsEnabled, mutedBy }: Subject, { executed }: AlarmRecord): boolean {
  if (!actionsEnabled || mutedBy !== undefined) return true;
  return [...dueOf(onAlarm, onOk)].every(([arn, due]) => (executed.get(arn) ?? 0) >= due);
}

/** How often each action is due when an alarm fires and clears once. */
function dueOf(onAlarm: readonly string[], onOk: readonly string[]): ReadonlyMap<string, number> {
  const due = new Map<string, number>();
  for (const arn of [...onAlarm, ...onOk]) due.set(arn, (due.get(arn) ?? 0) + 1);
  return due;
}

/** Once the metric shows every log line, takes the breach back. */
async function letClear(each: Drilled, target: DrillOptions['target']): Promise<void> {
  const { plan, name } = each.subject;
  const { clients, clock } = target;
  if (plan.by === 'children') return;
  if (plan.by === 'state') {
    const StateReason = 'evenkeel chaos drill: the drill is over';
    await clients.cloudwatch.send(new SetAlarmStateCommand({ AlarmName: name, StateValue: 'OK', StateReason }));
    return;
  }
  const now = clock.now().getTime();
  if (plan.by === 'log' && each.counted < plan.lines.length) {
    each.counted = await linesCounted(each, target);
    const isLate = now > (each.record?.firedAt ?? now) + 2 * MINUTE_MS;
    if (each.counted < plan.lines.length && !isLate) return;
  }
  const isSum = plan.alarm.statistic === 'Sum';
  if (each.clearing !== undefined && (isSum || now - each.clearing < plan.alarm.periodMs)) return;
  each.clearing = now;
  await writeData(clients, plan.alarm, clearingData(plan.alarm, each.written, now));
}

/** Of the drill's log lines, how many have become samples of the alarm's metric. */
async function linesCounted(each: Drilled, { clients }: DrillOptions['target']): Promise<number> {
  const { plan } = each.subject;
  const at = each.written[0]?.at;
  if (plan.by !== 'log' || at === undefined) return 0;
  const { namespace: Namespace, metricName: MetricName, dimensions } = plan.alarm;
  const minute = Math.floor(at / MINUTE_MS) * MINUTE_MS;
  const { Datapoints = [] } = await clients.cloudwatch.send(
    new GetMetricStatisticsCommand({
      Namespace,
      MetricName,
      Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
      StartTime: new Date(minute),
      EndTime: new Date(minute + MINUTE_MS),
      Period: 60,
      Statistics: ['SampleCount'],
    }),
  );
  const samples = Datapoints.reduce((sum, { SampleCount = 0 }) => sum + SampleCount, 0);
  const own = firingData(plan.alarm, at, sumOf(plan.lines)).filter((datum) => datum.at >= minute);
  return Math.min(plan.lines.length, samples - own.reduce((sum, { count }) => sum + count, 0));
}

const sumOf = (lines: readonly { readonly value: number }[]): number =>
  lines.reduce((sum, { value }) => sum + value, 0);

/** What an interrupted drill wrote to a sum would stay there. */
async function takeBack(each: Drilled, { clients, clock }: DrillOptions['target']): Promise<void> {
  const { plan } = each.subject;
  if (plan.by !== 'log' && plan.by !== 'metric') return;
  if (each.clearing !== undefined || plan.alarm.statistic !== 'Sum') return;
  each.clearing = clock.now().getTime();
  await writeData(clients, plan.alarm, clearingData(plan.alarm, each.written, each.clearing));
}

function observedOf(
  { subject, record, counted }: Drilled,
  ends: ReadonlyMap<string, End>,
  { design, blind, target }: DrillOptions,
): Observed {
  const { plan, name, actionsEnabled, mutedBy, onAlarm, onOk } = subject;
  return {
    fired: record?.firedAt !== undefined,
    cleared: record?.clearedAt !== undefined,
    ...(plan.by === 'log' && { lines: { written: plan.lines.length, counted } }),
    actionsEnabled,
    mutedBy,
    actions: [...dueOf(onAlarm, onOk)].map(([arn, due]): ObservedAction => {
      const { executed: expected = 0, reached, text: end = arn } = ends.get(arn) ?? {};
      return { arn, due, executed: record?.executed.get(arn) ?? 0, expected, reached, end };
    }),
    clearsSilently: onAlarm.length > 0 && onOk.length === 0,
    designedActions: designedAlarms(design).get(name),
    blind: blind.get(name.slice(target.system.prefix.length)),
  };
}

function timesOf({ record }: Drilled, began: Date): Pick<DrilledResult, 'firedAfter' | 'clearedAfter'> {
  const { firedAt, clearedAt } = record ?? {};
  const seconds = (from: number, to: number | undefined) => (to === undefined ? undefined : (to - from) / 1000);
  return {
    firedAfter: seconds(began.getTime(), firedAt),
    clearedAfter: firedAt === undefined ? undefined : seconds(firedAt, clearedAt),
  };
}

/** Alarms that were left alone, and alarms of the template that the system does not have. */
function notDrilled(all: readonly Subject[], { design, skip = new Set(), target }: DrillOptions): DrilledResult[] {
  const { prefix } = target.system;
  const known = new Set(all.map(({ name }) => name));
  const result = (name: string, outcome: Outcome['outcome'], text: string): DrilledResult => ({
    alarm: name.startsWith(prefix) ? name.slice(prefix.length) : name,
    outcome,
    text,
    firedAfter: undefined,
    clearedAfter: undefined,
  });
  return [
    ...all.flatMap(({ name, leftAlone }) => (leftAlone === undefined ? [] : [result(name, 'partly', leftAlone)])),
    ...[...designedAlarms(design).keys()]
      .filter((name) => name.startsWith(prefix) && !known.has(name) && !skip.has(name.slice(prefix.length)))
      .map((name) => result(name, 'unproven', 'it is in the template, but not in the system')),
  ];
}
