/** Chooses the findings for a violation: those of the system, or those that an absence may have caused. */
import type { SagaDefinition, SagaState } from '../../system/index.ts';
import { momentOf, touching } from '../absence.ts';
import { progressOf } from '../saga-end.ts';
import { excusing, noFindings, type WorldFindings } from './findings.ts';
import type { World } from './world.ts';

export class Excuses {
  /** For what no absence excuses. */
  readonly findings = noFindings();
  readonly #excusing = excusing(this.findings);
  readonly #at: string;
  readonly #world: Pick<World, 'absences' | 'journal'>;

  /** @param at virtual time of the snapshot */
  constructor(at: string, world: Pick<World, 'absences' | 'journal'>) {
    this.#at = at;
    this.#world = world;
  }

  /** For what was written since this real millisecond of the run. */
  since(fromMs: number): WorldFindings {
    const { absences, journal } = this.#world;
    if (absences.length === 0) return this.findings;
    const toMs = momentOf(this.#at, journal);
    return touching(absences, { fromMs, toMs }).length > 0 ? this.#excusing : this.findings;
  }

  /** For what belongs to a saga. */
  of(saga: SagaDefinition, state: SagaState): WorldFindings {
    const { absences, journal } = this.#world;
    if (absences.length === 0) return this.findings;
    const progress = progressOf(saga, state, journal, this.#at);
    return touching(absences, progress).length > 0 ? this.#excusing : this.findings;
  }
}
