/** Two stores in memory, a clock that advances only in sleeps, and writers that act while a run sleeps or reads. */
import {
  type Clock,
  defineReconciliation,
  defineRule,
  minutes,
  type Row,
  runReconcile,
  type View,
} from '../../../reconciler/index.ts';

export const START = Date.parse('2026-03-01T12:00:00.000Z');

interface Held {
  readonly value: string;
  readonly touchedAt: number;
}

export type Contents = Map<string, Held>;

export class World {
  readonly left: Contents = new Map();
  readonly right: Contents = new Map();
  #now = START;
  #writes: { readonly at: number; readonly write: () => void }[] = [];

  /** Schedules `write` for this time. */
  at(time: number, write: () => void): void {
    this.#writes.push({ at: time, write });
    this.#writes.sort((one, other) => one.at - other.at);
  }

  readonly clock: Clock = {
    now: () => this.#now,
    sleep: (ms) => {
      this.pass(ms);
      return Promise.resolve();
    },
    elapsed: () => this.#now,
  };

  pass(ms: number): void {
    const end = this.#now + ms;
    for (let next = this.#writes[0]; next !== undefined && next.at <= end; next = this.#writes[0]) {
      this.#writes.shift();
      this.#now = Math.max(this.#now, next.at);
      next.write();
    }
    this.#now = end;
  }

  view(name: string, contents: Contents, readMs = 0): View<'value'> {
    const row = (key: string, { value, touchedAt }: Held): Row => ({ key, fields: { value }, touchedAt });
    const pass = (): void => {
      this.pass(readMs);
    };
    return {
      name,
      fields: { value: 'text' },
      sensitive: new Set(),
      strong: true,
      async *scan() {
        for (const key of [...contents.keys()]) {
          await Promise.resolve();
          pass();
          const held = contents.get(key);
          if (held !== undefined) yield row(key, held);
        }
      },
      read(keys) {
        const found = new Map<string, Row>();
        for (const key of keys) {
          pass();
          const held = contents.get(key);
          if (held !== undefined) found.set(key, row(key, held));
        }
        return Promise.resolve(found);
      },
    };
  }

  /** A dry run with the left side as the master. */
  run(relation: 'equal' | 'subset' = 'equal', readMs = 0) {
    const reconciliation = defineReconciliation({
      rules: [
        defineRule({
          name: 'copies',
          left: this.view('left', this.left, readMs),
          right: this.view('right', this.right, readMs),
          relation,
          allowEmpty: true,
          mastership: { default: 'left' },
          settleWindow: minutes(2),
          repair: { kind: 'report' },
        }),
      ],
    });
    return runReconcile({ reconciliation, runId: 'run', clock: this.clock, signal: new AbortController().signal });
  }
}
