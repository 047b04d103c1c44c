/** Compares all that a snapshot holds with what follows from the requests, both ways. */

import type { Fields, Operation, StoredRecord } from '../../schemas/index.ts';
import {
  type Expected,
  endOf,
  type JudgedSnapshot,
  type ReachedEnd,
  type SagaDefinition,
  type SagaState,
} from '../../system/index.ts';
import type { MatchedRecord } from '../../system/matchers.ts';
import { Changes } from './changes.ts';
import { DueRecords } from './due-records.ts';
import { Excuses } from './excuses.ts';
import type { WorldFindings } from './findings.ts';
import { compareRequest, type HeldRecord, type VersionOf } from './one-request.ts';
import { OpenSagas } from './open-sagas.ts';
import { explainOthers, reportChange } from './other-records.ts';
import { type Place, PlacedRecords } from './placed-records.ts';
import { repeatedIn } from './repeated.ts';
import { mayStartSaga, requestKind } from './request-kind.ts';
import { timesOfRequest } from './request-times.ts';
import { UnknownNames } from './unknown-names.ts';
import { shownFields } from './values.ts';
import type { ExplainedSnapshot, World } from './world.ts';

export function explainSnapshot(snapshot: JudgedSnapshot, world: World): ExplainedSnapshot {
  return new Explanation(snapshot, world).explained();
}

class Explanation {
  readonly #snapshot: JudgedSnapshot;
  readonly #world: World;
  readonly #findings: WorldFindings;
  readonly #excuses: Excuses;
  readonly #changes = new Changes();
  readonly #run: MatchedRecord['run'];
  /** Those that are not explained yet. */
  readonly #sagas: OpenSagas;
  /** View -> participant, for the views that sagas consist of. */
  readonly #participants: ReadonlyMap<string, { readonly name: string; readonly field: string | undefined }>;
  readonly #placed: PlacedRecords;
  readonly #names: UnknownNames;
  readonly #due: DueRecords;
  /** The reconciler makes records anew, so versions are compared only before its run. */
  readonly #versionOf: VersionOf | undefined;
  /** Whether each request that may have left records is in the history. */
  #isHistoryWhole: boolean;

  constructor(snapshot: JudgedSnapshot, world: World) {
    this.#snapshot = snapshot;
    this.#world = world;
    this.#excuses = new Excuses(snapshot.at, world);
    this.#findings = this.#excuses.findings;
    this.#run = { from: Date.parse(world.journal.virtualStartedAt), to: Date.parse(snapshot.at) };
    this.#sagas = new OpenSagas(snapshot.sagas);
    this.#names = new UnknownNames(snapshot, (line) => {
      this.#findings.mistakes.add(line);
    });
    this.#due = new DueRecords(world, this.#names);
    this.#versionOf = world.isReconciled ? undefined : (view, key) => snapshot.views.get(view)?.get(key)?.version;
    this.#isHistoryWhole = !world.mayLackRequests;
    const participants = Object.entries(world.system.saga?.participants ?? {});
    this.#participants = new Map(
      participants.map(([name, { view, correlationId }]) => [view, { name, field: correlationId }]),
    );
    this.#placed = new PlacedRecords(snapshot.views, world.before.views, (view) => this.#participants.has(view));
  }

  explained(): ExplainedSnapshot {
    for (const operation of this.#world.history) this.#explain(operation);
    this.#explainOtherSagas();
    this.#explainParticipants();
    const isRepeated = repeatedIn(this.#sagas, this.#world.expect);
    for (const view of new Set([...this.#world.before.views.keys(), ...this.#snapshot.views.keys()])) {
      if (this.#participants.has(view)) continue;
      const indexes = this.#placed.indexesOf(view);
      const before = this.#world.before.views.get(view) ?? NO_RECORDS;
      const held = this.#snapshot.views.get(view) ?? NO_RECORDS;
      explainOthers({ view, before, held, indexes, changes: this.#changes, isRepeated }, this.#findingsOfOthers());
    }
    return { ...this.#findings, changes: this.#changes };
  }

  /** Of records that a request may share or be found in by a field: nothing is proven if the history may lack that request. */
  #findingsOfOthers(): WorldFindings {
    const findings = this.#excuses.since(0);
    return this.#isHistoryWhole ? findings : { ...findings, violations: findings.undecided };
  }

  /** What one request left. */
  #explain(operation: Operation): void {
    const { correlationId } = operation;
    const state = this.#sagas.take(correlationId);
    const kind = requestKind(operation, state, this.#world);
    const { saga } = this.#world.system;
    if (kind === 'plain') {
      this.#compare(operation, this.#due.of(operation, null), state, this.#excuses.since(operation.elapsedMs));
      return;
    }
    if (kind === 'refused') {
      this.#compare(operation, this.#due.copiesOf(operation), state, this.#findings);
      return;
    }
    if (saga === undefined || (kind === 'uncertain' && state === undefined)) {
      this.#leaveOpen(operation);
      return;
    }
    if (state === undefined) {
      this.#findings.violations.add(`${correlationId}: accepted, but the stores hold nothing of it`);
      this.#leaveOpen(operation);
      return;
    }
    const reached = endOf(saga, state);
    if ('end' in reached) {
      this.#compare(operation, this.#due.of(operation, reached.end), state, this.#excuses.of(saga, state));
      return;
    }
    this.#reportUnended(correlationId, reached, this.#excuses.of(saga, state));
    this.#leaveOpen(operation);
  }

  #reportUnended(
    correlationId: string,
    { states }: Extract<ReachedEnd, { states: string }>,
    { violations }: WorldFindings,
  ): void {
    // After the drain, the check `sagas-at-rest` says so.
    if (!this.#world.isReconciled) return;
    violations.add(`${correlationId}: has reached no end (${states}), so nothing explains its records`);
  }

  /**
   * @param of a request, or the correlation id of a saga that no request of the history started
   * @param ranBefore whether the saga had ended before the run: a repair may have made its records anew
   */
  #compare(
    of: Operation | string,
    expected: readonly Expected[],
    state: SagaState | undefined,
    findings: WorldFindings,
    ranBefore = false,
  ): void {
    const correlationId = typeof of === 'string' ? of : of.correlationId;
    const held = this.#sagaRecords(correlationId, state);
    const recordsAt = ranBefore ? this.#placed.ofBefore() : (place: Place) => this.#placed.take(place);
    for (const one of expected) {
      if (one.kind === 'change') this.#changes.add(one);
      else if (one.kind === 'choice') for (const pattern of one.sets.flat()) held.push(...recordsAt(pattern));
      else held.push(...recordsAt(one));
    }
    const run = ranBefore ? { ...this.#run, from: Number.NEGATIVE_INFINITY } : this.#run;
    const request = typeof of === 'string' ? {} : { request: timesOfRequest(of, run, this.#world.journal) };
    const versionOf = ranBefore ? undefined : this.#versionOf;
    compareRequest(correlationId, expected, held, { run, ...request }, findings, versionOf);
    for (const participant of state?.doubled ?? []) {
      findings.violations.add(`${correlationId}: nothing explains a second record of its ${participant}`);
    }
  }

  /** The records that participants hold of a saga. */
  #sagaRecords(correlationId: string, state: SagaState | undefined): HeldRecord[] {
    const held: HeldRecord[] = [];
    if (state === undefined) return held;
    for (const [view, { name, field }] of this.#participants) {
      const fields = state.records[name];
      if (fields !== null && fields !== undefined)
        held.push({ view, key: field === undefined ? correlationId : undefined, fields });
    }
    return held;
  }

  /** Excepts all that a request may leave, whatever its end. */
  #leaveOpen(operation: Operation): void {
    const { saga } = this.#world.system;
    for (const end of [null, ...Object.keys(saga?.ends ?? {})]) {
      if ((end !== null) !== mayStartSaga(operation, this.#world)) continue;
      this.#except([...this.#due.of(operation, end), ...this.#due.possibleCopiesOf(operation)]);
    }
  }

  /** Explains these records, whatever they hold. */
  #except(expected: readonly Expected[]): void {
    for (const one of expected) {
      if (one.kind === 'change') this.#changes.leaveOpen(one);
      else if (one.kind === 'choice') for (const pattern of one.sets.flat()) this.#placed.take(pattern);
      else this.#placed.take(one);
    }
  }

  /** Sagas that no request of the history started. */
  #explainOtherSagas(): void {
    const { before, orphans, expect, system, isSentKnown } = this.#world;
    const earlier = new Map(before.sagas.map((state) => [state.correlationId, state]));
    for (const state of this.#sagas.others()) {
      const { correlationId } = state;
      const known = earlier.get(correlationId);
      const orphan = orphans.get(correlationId);
      if (known !== undefined) this.#compareWithBefore(known, state);
      else if (orphan !== undefined && system.saga !== undefined) {
        const reached = endOf(system.saga, state);
        const findings = this.#excuses.of(system.saga, state);
        if ('end' in reached) {
          const left = this.#names.within(expect.orphan?.(orphan, reached.end) ?? []);
          this.#compare(correlationId, left, state, findings);
        } else this.#reportUnended(correlationId, reached, findings);
      } else {
        const isKnown = isSentKnown(correlationId);
        if (!isKnown) this.#isHistoryWhole = false;
        const findings = isKnown ? this.#findings.violations : this.#findings.undecided;
        for (const { view, fields } of this.#sagaRecords(correlationId, state)) {
          findings.add(`${view} ${correlationId}: nothing explains this record (${shownFields(fields)})`);
        }
      }
    }
    for (const { correlationId, records } of before.sagas) {
      if (this.#sagas.has(correlationId)) continue;
      const views = [...this.#participants].filter(([, { name }]) => (records[name] ?? null) !== null);
      for (const [view] of views) this.#findings.violations.add(`${view} ${correlationId}: gone since before the load`);
    }
  }

  /** A saga that was unfinished before the load may have gone on since. */
  #compareWithBefore(known: SagaState, state: SagaState): void {
    const { saga } = this.#world.system;
    if (saga === undefined) return;
    const reached = endOf(saga, known);
    if (!('end' in reached)) {
      if (known !== state) this.#explainEarlier(saga, known, state);
      return;
    }
    this.#compareEnded(known, reached.end);
    if (known === state) return;
    for (const [view, { name }] of this.#participants) {
      const [was, is] = [known.records[name] ?? undefined, state.records[name] ?? undefined];
      reportChange(this.#findings, view, state.correlationId, was, is);
    }
  }

  /**
   * The records of a saga that had ended with each other. Those that are none of its participants' are the snapshot's, and
   * not those of before the load, when views that were read one after another may have shown the saga at two moments.
   */
  #compareEnded(known: SagaState, end: string): void {
    const { correlationId, records } = known;
    const stated = this.#world.expect.ended?.({ correlationId, records }, end) ?? [];
    // How often a delivery came again is compared with what was there before the load, like every other record.
    const expected = this.#names.within(stated.filter(({ kind }) => kind === 'record' || kind === 'choice'));
    if (expected.length === 0) return;
    this.#compare(correlationId, expected, known, this.#findings, true);
  }

  #explainEarlier(saga: SagaDefinition, known: SagaState, state: SagaState): void {
    const { correlationId } = known;
    const left = (end: string) => this.#world.expect.earlier?.({ correlationId, records: known.records }, end);
    const reached = endOf(saga, state);
    if (!('end' in reached)) {
      for (const end in saga.ends) this.#except(this.#names.within(left(end) ?? []));
      return;
    }
    const expected = left(reached.end);
    if (expected === undefined) return;
    // Views are read one after another, so one that was read late may count already what another does not show yet.
    this.#except(expected.filter(({ kind }) => kind === 'change'));
    const records = expected.filter(({ kind }) => kind !== 'change');
    this.#compare(correlationId, this.#names.within(records), state, this.#excuses.of(saga, state));
  }

  /** Records of participants that have no correlation id belong to no saga, and must be what they were. */
  #explainParticipants(): void {
    for (const [view, { field }] of this.#participants) {
      if (field === undefined) continue;
      const before = this.#world.before.views.get(view) ?? NO_RECORDS;
      const held = this.#snapshot.views.get(view) ?? NO_RECORDS;
      const compare = ({ key, fields }: StoredRecord, was: Fields | undefined, is: Fields | undefined) => {
        if (typeof fields[field] !== 'string') reportChange(this.#findings, view, key, was, is);
      };
      for (const record of held.values()) compare(record, before.get(record.key)?.fields, record.fields);
      for (const record of before.values()) if (!held.has(record.key)) compare(record, record.fields, undefined);
    }
  }
}

const NO_RECORDS: ReadonlyMap<string, StoredRecord> = new Map();
