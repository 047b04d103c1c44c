import { isDeepStrictEqual } from 'node:util';
import type { Journal, Operation, RegionFault, RunEvent } from '../../schemas/index.ts';
import type { ExpectedRecord, Expectations } from '../../system/index.ts';
import { type FaultJudgement, undecided } from './verdict-on-fault.ts';

/** Real milliseconds that a write takes at most to reach the other region. */
const ARRIVES_MS = 2000;

/** A record at one key. */
type Copy = ExpectedRecord & { readonly where: string };

/**
 * While replication was paused, the rules of the other region found exactly the copies that were written in the home
 * region meanwhile.
 */
export function judgeReplicationPaused(
  { id }: RegionFault,
  events: readonly RunEvent[],
  history: readonly Operation[],
  names: NonNullable<Journal['regions']>,
  expect: Expectations | undefined,
): FaultJudgement {
  const paused = events.find((event) => event.kind === 'replication.paused' && event.faultId === id)?.elapsedMs;
  const compared = events.find((event) => event.kind === 'replication.compared' && event.faultId === id);
  if (paused === undefined || compared?.kind !== 'replication.compared') {
    return undecided(`${id}: ${paused === undefined ? 'it never began' : 'the copies were never compared'}`);
  }
  if (expect?.elsewhere === undefined) {
    return undecided(`${id}: the definition's expect does not say what the other region holds (elsewhere)`);
  }
  const views = new Set(compared.views);
  const copiesOf = (operation: Operation): Copy[] => {
    const { correlationId, scenario, iteration, journey, status, asked = {} } = operation;
    const request = { correlationId, scenario, iteration, journey, status, asked };
    const copies =
      expect.elsewhere?.({ ...request, endedBy: 'services', handledBy: [], reached: {}, faults: [], here: 'other' }) ??
      [];
    return copies.filter((one): one is Copy => one.kind === 'record' && typeof one.where === 'string');
  };
  const certain = new Set<string>();
  const possible = new Set<string>();
  const uncompared = new Set<string>();
  for (const operation of history) {
    const { elapsedMs: sent, durationMs, status, region } = operation;
    const answered = sent + durationMs;
    if (answered + ARRIVES_MS < paused || sent > compared.elapsedMs || region === names.other) continue;
    if (status >= 400 && status < 500) continue;
    const isCertain = status >= 200 && status < 400 && sent >= paused && answered <= compared.elapsedMs;
    const copies = copiesOf(operation);
    for (const { view, where } of copies) if (views.has(view)) (isCertain ? certain : possible).add(`${view} ${where}`);
    for (const pair of pairsIn(copies)) if (!pair.some((view) => views.has(view))) uncompared.add(pair.join(' with '));
  }
  const found = new Set(compared.found.map(({ view, key }) => `${view} ${key}`));
  const missed = [...certain].filter((copy) => !found.has(copy));
  const strange = [...found].filter((copy) => !certain.has(copy) && !possible.has(copy));
  const rules = [...new Set(compared.found.map(({ rule }) => rule))].sort();
  return {
    violations: [
      ...missed.map(
        (copy) => `${id}: ${copy} was written in ${names.home} meanwhile, and no rule of ${names.other} found it`,
      ),
      ...strange.map(
        (copy) => `${id}: ${copy} was found in ${names.other}, and nothing wrote it in ${names.home} meanwhile`,
      ),
    ],
    undecided: [
      ...(certain.size === 0 ? [`${id}: nothing was written in ${names.home} meanwhile`] : []),
      ...[...uncompared].map((pair) => `${id}: no rule of ${names.other} compared ${pair}, which hold the same copies`),
    ],
    text:
      `Nothing was replicated: the rules of ${names.other} (${rules.join(', ')}) found exactly the ` +
      `${found.size} copies that were written in ${names.home} meanwhile.`,
    measured: [{ name: 'stale copies found', unit: 'copies', value: found.size, budget: certain.size }],
  };
}

/**
 * The views of copies that are stated alike in several views: what the region has of its own, and what it reads of the
 * home region. A rule that compares the two names one of them.
 */
function pairsIn(copies: readonly Copy[]): string[][] {
  const groups: [Copy, ...Copy[]][] = [];
  for (const copy of copies) {
    const group = groups.find(([first]) => first.where === copy.where && isDeepStrictEqual(first.fields, copy.fields));
    if (group === undefined) groups.push([copy]);
    else group.push(copy);
  }
  return groups.map((group) => [...new Set(group.map(({ view }) => view))]).filter((views) => views.length > 1);
}
