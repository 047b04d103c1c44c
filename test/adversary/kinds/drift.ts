/** Changes to the drift, to the reconcile runs that repaired it, and to both together. */
import type { LedgerEntry, ReconcileResult, RunEvent } from '../../../chaos/schemas/index.ts';
import type { RunDraft } from '../run-files.ts';
import { type Draw, drawn, type Kind } from './kind.ts';
import {
  book,
  changeFields,
  setField,
  count,
  isOnShop,
  ORDERS,
  PAYMENTS,
  recordsAt,
  RESERVATIONS,
  SHIPMENTS,
} from './shop-records.ts';

type Seeded = Extract<RunEvent, { kind: 'drift.seeded' }>;
type Ended = Extract<RunEvent, { kind: 'reconcile.ended' }>;

interface Reconciled {
  readonly seeded: readonly Seeded[];
  /** The result that found the drift, and the event that says so. */
  readonly result: ReconcileResult;
  readonly ended: Ended;
}

function reconciledIn(run: RunDraft): Reconciled | undefined {
  const seeded = run.events.filter((event) => event.kind === 'drift.seeded');
  const result = run.reconciles.find(({ differences }) => differences.length > 0);
  const ended = run.events
    .filter((event) => event.kind === 'reconcile.ended')
    .find(({ runId }) => runId === result?.runId);
  return result === undefined || ended === undefined ? undefined : { seeded, result, ended };
}

function onDrift(name: string, change: (run: RunDraft, reconciled: Reconciled, draw: Draw) => unknown): Kind {
  return {
    name: `drift: ${name}`,
    apply: (run, draw) => {
      const reconciled = reconciledIn(run);
      return reconciled !== undefined && change(run, reconciled, draw) !== false;
    },
  };
}

/** A change to what the stores hold of one kind of drift. */
function onDrifted(name: string, faultId: string, change: (run: RunDraft, seeded: Seeded) => unknown): Kind {
  return onDrift(name, (run, { seeded }, draw) => {
    const one = drawn(
      seeded.filter((event) => event.faultId === faultId),
      draw,
    );
    return isOnShop(run) && one !== undefined && change(run, one) !== false;
  });
}

function removeEvent({ events }: RunDraft, event: RunEvent): void {
  events.splice(events.indexOf(event), 1);
}

/** Copies a record of one moment over that of another. */
function copyRecord(
  run: RunDraft,
  view: string,
  key: string,
  from: 'drained' | 'drifted',
  to: 'drifted' | 'end',
): void {
  const [record] = recordsAt(run, view, key, [from]);
  const records = run.records(to, view);
  const others = records.filter((one) => one.key !== key);
  records.splice(0, records.length, ...others, ...(record === undefined ? [] : [structuredClone(record)]));
}

const found: readonly Kind[] = [
  onDrift('one seeding and its difference forgotten', (run, { seeded, result, ended }, draw) => {
    const one = drawn(seeded, draw);
    const difference = result.differences.find(({ rule, key }) => rule === one?.rule && key === one.key);
    if (one === undefined || difference === undefined) return false;
    removeEvent(run, one);
    result.differences.splice(result.differences.indexOf(difference), 1);
    const rule = result.rules.find(({ name }) => name === one.rule);
    if (rule !== undefined)
      Object.assign(rule, { drift: rule.drift - 1, repaired: rule.repaired - 1, candidates: rule.candidates - 1 });
    Object.assign(ended, { drift: ended.drift - 1, repaired: ended.repaired - 1 });
    return true;
  }),
  onDrift(
    'one seeding forgotten, with its difference and in the experiment',
    (run, { seeded, result, ended }, draw) => {
      const one = drawn(seeded, draw);
      const planned = run.journal.experiment.drift.find(({ id }) => id === one?.faultId);
      const difference = result.differences.find(({ rule, key }) => rule === one?.rule && key === one.key);
      if (one === undefined || planned === undefined || difference === undefined) return false;
      removeEvent(run, one);
      result.differences.splice(result.differences.indexOf(difference), 1);
      const rule = result.rules.find(({ name }) => name === one.rule);
      if (rule !== undefined)
        Object.assign(rule, { drift: rule.drift - 1, repaired: rule.repaired - 1, candidates: rule.candidates - 1 });
      Object.assign(ended, { drift: ended.drift - 1, repaired: ended.repaired - 1 });
      const { drift } = run.journal.experiment;
      if (planned.count > 1) planned.count -= 1;
      else drift.splice(drift.indexOf(planned), 1);
      return true;
    },
  ),
  onDrift('an owner called for a sound order, as a consequence', (run, { seeded, result, ended }) => {
    const entries = run.lines(`reconcile/${result.runId}.ledger.ndjson`) as unknown as LedgerEntry[];
    const [call, order] = [entries.find(({ action }) => action.kind === 'call'), run.history[0]];
    const rule = result.rules.find(({ name }) => name === call?.rule);
    const [first, difference] = [seeded[0], result.differences[0]];
    if (!call || !order || !rule || !first || !difference || !isOnShop(run)) return false;
    const one = { rule: rule.name, key: order.correlationId };
    first.consequences.push(one);
    result.differences.push({ ...structuredClone(difference), ...one, fields: {}, masters: {} });
    entries.push({ ...call, ...one, operationId: `${one.rule}#${one.key}` });
    Object.assign(rule, { drift: rule.drift + 1, repaired: rule.repaired + 1, candidates: rule.candidates + 1 });
    Object.assign(ended, { drift: ended.drift + 1, repaired: ended.repaired + 1 });
    return true;
  }),
  onDrift('a seeding that never happened, found and repaired', (run, { seeded, result, ended }) => {
    const [first] = seeded;
    const [difference] = result.differences;
    if (first === undefined || difference === undefined) return false;
    run.events.splice(run.events.indexOf(first), 0, { ...first, key: 'ord-39' });
    result.differences.push({ ...structuredClone(difference), rule: first.rule, key: 'ord-39' });
    Object.assign(ended, { drift: ended.drift + 1, repaired: ended.repaired + 1 });
    return true;
  }),
  onDrift('all found differences called repaired, and none counted', (_run, { result, ended }) => {
    for (const rule of result.rules) rule.repaired = 0;
    ended.repaired = 0;
  }),
  onDrift('the outcome clean in result and event, with its differences', (_run, { result, ended }) => {
    result.outcome = 'clean';
    ended.outcome = 'clean';
  }),
  onDrift('the outcome clean in the event only', (_run, { ended }) => {
    ended.outcome = 'clean';
  }),
  onDrift('fewer repairs in the event than in the result', (_run, { ended }) => {
    ended.repaired -= 1;
  }),
  onDrift('more drift in the event than in the result', (_run, { ended }) => {
    ended.drift += 1;
  }),
  onDrift('more drift in a rule than it has differences', (_run, { result }) => {
    const [rule] = result.rules;
    if (rule !== undefined) rule.drift += 3;
  }),
  onDrift('one difference not repaired, in result and event', (_run, { result, ended }, draw) => {
    const difference = drawn(result.differences, draw);
    const rule = result.rules.find(({ name }) => name === difference?.rule);
    if (difference === undefined || rule === undefined) return false;
    difference.repaired = false;
    rule.repaired -= 1;
    ended.repaired -= 1;
    return true;
  }),
  onDrift('the sides of a difference exchanged', (_run, { result }) => {
    for (const { fields } of result.differences) {
      for (const side of Object.values(fields)) [side.left, side.right] = [side.right ?? null, side.left ?? null];
    }
  }),
  onDrift('another master of each field', (_run, { result }) => {
    for (const { masters } of result.differences) {
      for (const field of Object.keys(masters)) masters[field] = masters[field] === 'left' ? 'right' : 'left';
    }
  }),
  onDrift('the run renamed in its events only', (run, { result }) => {
    for (const event of run.events) if ('runId' in event && event.runId === result.runId) event.runId = 'another-run';
  }),
  onDrift('the run begun before the drift was seeded, in its result only', (run, { result }) => {
    result.startedAt = run.journal.virtualStartedAt;
  }),
  onDrift('the run ended before it began', (_run, { result }) => {
    [result.startedAt, result.endedAt] = [result.endedAt, result.startedAt];
  }),
  onDrift('the run triggered by the schedule instead of at once', (run) => {
    for (const event of run.events) if (event.kind === 'reconcile.began') event.trigger = 'schedule';
  }),
  onDrift('the run that began twice', (run) => {
    const began = run.events.find((event) => event.kind === 'reconcile.began');
    if (began === undefined) return false;
    run.events.splice(run.events.indexOf(began), 0, structuredClone(began));
    return true;
  }),
  onDrift('every rule but those with drift left out', (_run, { result }) => {
    result.rules = result.rules.filter(({ drift }) => drift > 0);
  }),
  onDrift('a rule that read no rows', (_run, { result }) => {
    for (const rule of result.rules) rule.rows = { left: 0, right: 0 };
  }),
  onDrift('seeded under the id of a drift that the experiment does not have', (_run, { seeded }) => {
    for (const event of seeded) event.faultId = 'zz';
  }),
  onDrift('a drift undone at the end that had been repaired', (run, { seeded }) => {
    const [first] = seeded;
    const last = run.events.at(-1);
    if (first === undefined || last === undefined) return false;
    const { at, elapsedMs } = last;
    run.events.push({ at, elapsedMs, kind: 'drift.undone', faultId: first.faultId, key: first.key });
    return true;
  }),
];

const stored: readonly Kind[] = [
  onDrifted('a wrong price that is not in the drifted snapshot', 'wrong-price', (run, { key }) => {
    copyRecord(run, 'checkout.prices', key, 'drained', 'drifted');
  }),
  onDrifted('a wrong price that was never repaired, although the run says so', 'wrong-price', (run, { key }) => {
    copyRecord(run, 'checkout.prices', key, 'drifted', 'end');
  }),
  onDrifted('a wrong price, repaired to another wrong one', 'wrong-price', (run, { key }) =>
    setField(run, 'checkout.prices', key, 'unitPriceCents', 1, ['end']),
  ),
  onDrifted('a wrong price, repaired by changing the catalog', 'wrong-price', (run, { key }) => {
    const [wrong] = recordsAt(run, 'checkout.prices', key, ['drifted']);
    return ['catalog.products', 'checkout.prices'].every((view) =>
      changeFields(
        run,
        view,
        key,
        (fields) => {
          fields['unitPriceCents'] = wrong?.fields['unitPriceCents'];
        },
        ['end'],
      ),
    );
  }),
  onDrifted('a wrong price, drifted by another amount than was written', 'wrong-price', (run, { key }) =>
    changeFields(
      run,
      'checkout.prices',
      key,
      (fields) => {
        fields['unitPriceCents'] = Number(fields['unitPriceCents']) + 7;
      },
      ['drifted'],
    ),
  ),
  onDrifted('a lost reservation that is still there', 'lost-reservation', (run, { key }) => {
    copyRecord(run, RESERVATIONS, key, 'drained', 'drifted');
  }),
  onDrifted('a lost reservation, repaired with other lines', 'lost-reservation', (run, { key }) =>
    setField(run, RESERVATIONS, key, 'lines', [], ['end']),
  ),
  onDrifted('a lost reservation, repaired by rolling its order back', 'lost-reservation', (run, { key }) => {
    const set = (view: string, state: string) => setField(run, view, key, 'state', state, ['end']);
    const [reservation] = recordsAt(run, RESERVATIONS, key, ['end']);
    for (const { sku, quantity } of (reservation?.fields['lines'] ?? []) as { sku: string; quantity: number }[]) {
      count(run, sku, { shipped: -quantity, onHand: quantity }, ['end']);
    }
    return set(ORDERS, 'ROLLED_BACK') && set(RESERVATIONS, 'RELEASED') && set(SHIPMENTS, 'CANCELLED');
  }),
  onDrifted('a payment without an order, repaired by making up an order', 'orphan-payment', (run, { key }) => {
    const states: Readonly<Record<string, string>> = {
      [ORDERS]: 'COMPLETED',
      [PAYMENTS]: 'CAPTURED',
      [RESERVATIONS]: 'COMMITTED',
      [SHIPMENTS]: 'DISPATCHED',
    };
    for (const [view, state] of Object.entries(states)) {
      changeFields(
        run,
        view,
        key,
        (fields) => {
          fields['state'] = state;
          if (view === ORDERS) Object.assign(fields, { amountCents: 1234, customerId: 'customer-01' });
        },
        ['end'],
      );
    }
    for (const { fields } of run.records('end', 'payment.entries')) {
      if (fields['correlationId'] === key && fields['kind'] === 'VOID') fields['kind'] = 'CAPTURE';
    }
  }),
  onDrifted('a payment without an order, deleted instead of voided', 'orphan-payment', (run, { key }) => {
    for (const view of run.header('end').views) {
      const records = run.records('end', view);
      const others = records.filter((one) => one.key !== key && one.fields['correlationId'] !== key);
      if (others.length < records.length) records.splice(0, records.length, ...others);
    }
  }),
  onDrifted('a payment without an order, voided twice', 'orphan-payment', (run, { key }) => {
    book(run, key, 'VOID', 1234, ['end']);
  }),
  onDrifted('a payment without an order that the drifted snapshot lacks', 'orphan-payment', (run, { key }) => {
    copyRecord(run, PAYMENTS, key, 'drained', 'drifted');
  }),
  onDrifted('a payment without an order, of another amount', 'orphan-payment', (run, { key }) =>
    setField(run, PAYMENTS, key, 'amountCents', 99, ['drifted', 'end']),
  ),
  onDrift('a repair of a record that never drifted', (run) => {
    if (!isOnShop(run)) return false;
    return setField(run, 'warehouse.products', 'ord-20', 'name', 'Repaired', ['end']);
  }),
];

/** Every change to drift and repair. */
export const driftKinds: readonly Kind[] = [...found, ...stored];
