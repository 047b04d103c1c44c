/** What the stores must hold of each request, as the definition says. */
import { isAnsweredElsewhere } from '../../prediction/predict.ts';
import { isChosen } from '../../prediction/saga-path.ts';
import type { Fields, Operation } from '../../schemas/index.ts';
import type { AcceptedRequest, Expected } from '../../system/expect.ts';
import type { UnknownNames } from './unknown-names.ts';
import type { World } from './world.ts';

/** Records of before the load that are kept, because requests share them, such as products. */
const MAX_KNOWN = 10_000;

type KnownWorld = Pick<
  World,
  'expect' | 'journal' | 'before' | 'prediction' | 'isReconciled' | 'releasesOf' | 'statesOf' | 'wasHit'
>;

export class DueRecords {
  readonly #world: KnownWorld;
  readonly #names: UnknownNames;
  /** Records of before the load that requests have asked for, by view and key. */
  readonly #known = new Map<string, Map<string, Fields | undefined>>();

  constructor(world: World, names: UnknownNames) {
    this.#world = world;
    this.#names = names;
  }

  /** @param end the end that the request's saga reached; null if it starts none */
  of(operation: Operation, end: string | null): readonly Expected[] {
    const request = this.#accepted(operation);
    return this.#names.within(this.#world.expect.request(request, end, (view, key) => this.#before(view, key)));
  }

  /** What this region holds of a request that the other one accepted. */
  copiesOf(operation: Operation): readonly Expected[] {
    const { regions } = this.#world.journal;
    const isAccepted = operation.status >= 200 && operation.status < 400;
    return isAccepted && isAnsweredElsewhere(operation, regions?.[regions.own]) ? this.#copies(operation) : [];
  }

  /** What this region holds of a request without an answer, if the other one has accepted it. */
  possibleCopiesOf(operation: Operation): readonly Expected[] {
    const isPossible = this.#world.journal.regions !== undefined && operation.region === undefined;
    return isPossible ? this.#copies(operation) : [];
  }

  #copies(operation: Operation): readonly Expected[] {
    return this.#names.within(this.#world.expect.elsewhere?.(this.#accepted(operation)) ?? []);
  }

  #accepted(operation: Operation): AcceptedRequest {
    const { correlationId, scenario, iteration, journey, status, asked = {} } = operation;
    const { journal, prediction, isReconciled, releasesOf, statesOf, wasHit } = this.#world;
    const endedBy = prediction.get(correlationId)?.by ?? 'services';
    const handledBy = isReconciled ? [] : releasesOf(correlationId);
    const place = journal.regions === undefined ? {} : { here: journal.regions.own };
    const reached = statesOf(correlationId);
    const faults = journal.experiment.faults
      .filter((fault) => isChosen({ fault }, journal.seed, operation))
      .map((fault) => ({ ...fault, hit: wasHit(fault.id, correlationId) }));
    const sent = { correlationId, scenario, iteration, journey, status, asked };
    return { ...sent, endedBy, handledBy, reached, faults, ...place };
  }

  #before(view: string, key: string): Fields | undefined {
    let known = this.#known.get(view);
    if (known === undefined) this.#known.set(view, (known = new Map<string, Fields | undefined>()));
    if (known.has(key)) return known.get(key);
    const fields = this.#world.before.views.get(view)?.get(key)?.fields;
    if (known.size < MAX_KNOWN) known.set(key, fields);
    return fields;
  }
}
