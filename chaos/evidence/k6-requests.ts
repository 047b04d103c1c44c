/** The requests of k6, by the points that it makes of each one that it sends, whatever the journey records of it. */
import { isFailure, type Operation } from '../schemas/index.ts';
import { MalformedError } from './json.ts';
import type { K6Point } from './k6-point.ts';

/** Requests of which k6 says whether their answer is one that the journey allows. */
export interface JudgedRequests {
  readonly count: number;
  /** How many got an answer that it does not allow, or none. */
  readonly failed: number;
}

export class SentRequests {
  /** Id -> the statuses that its requests got, each once, such as ` 202` or, if its journey does not allow it, ` 404!`. */
  readonly #answers = new Map<string, string>();

  /** Id -> the methods of its requests, each once. */
  readonly #methods = new Map<string, readonly string[]>();

  /** Scenario of k6, or '' for none -> how many of its requests have the id of no iteration. */
  readonly nameless = new Map<string, number>();

  /** Scenario of k6, or '' for all -> its requests. */
  readonly judged = new Map<string, JudgedRequests>();

  /** @param point of `http_reqs` */
  take({ tags, metadata }: K6Point): void {
    // A journey may leave it to k6 which answers are expected, and then k6 may say nothing.
    const isDisallowed = tags['expected_response'] === 'false';
    if (tags['expected_response'] !== undefined) {
      this.#judge('', isDisallowed);
      if (tags['scenario'] !== undefined) this.#judge(tags['scenario'], isDisallowed);
    }
    const id = metadata['correlation_id'];
    if (tags['status'] === undefined) throw new MalformedError('k6 says nothing of the answer');
    if (id === undefined) {
      const { scenario = '' } = tags;
      this.nameless.set(scenario, (this.nameless.get(scenario) ?? 0) + 1);
      return;
    }
    const answer = ` ${tags['status']}${isDisallowed ? DISALLOWED : ''}`;
    const known = this.#answers.get(id) ?? '';
    if (!known.split(' ').includes(answer.slice(1))) this.#answers.set(id, known + answer);
    const { method } = tags;
    if (method !== undefined) this.#takeMethod(id, method);
  }

  /** Most iterations have one method, and share its list. */
  #takeMethod(id: string, method: string): void {
    const known = this.#methods.get(id);
    if (known === undefined) this.#methods.set(id, METHODS.get(method) ?? [method]);
    else if (!known.includes(method)) this.#methods.set(id, [...known, method]);
  }

  #judge(scenario: string, isDisallowed: boolean): void {
    const known = this.judged.get(scenario) ?? { count: 0, failed: 0 };
    this.judged.set(scenario, { count: known.count + 1, failed: known.failed + Number(isDisallowed) });
  }

  comparedWith(history: readonly Operation[]): {
    /** How the requests differ from the history, one sentence each. */
    readonly differing: readonly string[];
    readonly disallowed: ReadonlySet<string>;
    readonly failures: ReadonlyMap<string, readonly number[]>;
  } {
    const differing: string[] = [];
    const disallowed = new Set<string>();
    const failures = new Map<string, readonly number[]>();
    for (const { correlationId, status, asked } of history) {
      const answers = this.#answers.get(correlationId)?.slice(1).split(' ');
      if (answers === undefined) {
        differing.push(`${correlationId} is in the history, but k6 sent no request of it`);
        continue;
      }
      const failed = answers.filter((answer) => answer.endsWith(DISALLOWED)).map((answer) => Number(statusOf(answer)));
      const failing = failed.filter((one) => isFailure({ status: one }));
      if (failing.length > 0) failures.set(correlationId, failing);
      if (!answers.includes(String(status))) {
        if (answers.includes(`${status}${DISALLOWED}`)) disallowed.add(correlationId);
        else
          differing.push(`${correlationId}: got ${status} by the history, and ${statusesIn(answers)} by k6's requests`);
      }
      if (asked === undefined) continue;
      const lines = [
        ...statedDiffer(asked['answered'], answers),
        ...methodDiffers(asked, this.#methods.get(correlationId)),
      ];
      differing.push(...lines.map((line) => `${correlationId}: ${line}`));
    }
    return { differing, disallowed, failures };
  }
}

const DISALLOWED = '!';

type Asked = NonNullable<Operation['asked']>;
type Json = Asked[string];

const METHODS: ReadonlyMap<string, readonly string[]> = new Map(
  ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].map((method) => [method, [method]]),
);

/** A journey may ask for anything under the name `method`. One that goes with a path is that of a request. */
function methodDiffers({ method, path }: Asked, sent: readonly string[] | undefined): string[] {
  if (typeof method !== 'string' || !METHODS.has(method) || typeof path !== 'string' || !path.startsWith('/'))
    return [];
  return sent === undefined || sent.includes(method) ? [] : [`asked by ${method}, and k6 sent ${sent.join(' and ')}`];
}

/** The statuses of an iteration's other calls, as its journey states them, that k6 did not count. */
function statedDiffer(stated: Json | undefined, answers: readonly string[]): string[] {
  return Object.entries(stated ?? {}).flatMap(([name, status]: [string, Json]) =>
    answers.some((answer) => statusOf(answer) === JSON.stringify(status))
      ? []
      : [`${name} got ${JSON.stringify(status)} by its journey, and ${statusesIn(answers)} by k6's requests`],
  );
}

const statusOf = (answer: string): string => answer.replace(DISALLOWED, '');

function statusesIn(answers: readonly string[]): string {
  return [...new Set(answers.map(statusOf))].join(' or ');
}
