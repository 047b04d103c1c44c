import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { type AwsRequest, type AwsResponse, parseInput, parseJson } from '../../core/index.ts';

/** What the function behind a custom resource PUTs to its ResponseURL. */
const answer = z.object({
  Status: z.enum(['SUCCESS', 'FAILED']),
  Reason: z.string().optional(),
  PhysicalResourceId: z.string().optional(),
  Data: z.record(z.string(), z.unknown()).nullish(),
});
export type Answer = z.output<typeof answer>;

/** The path, below the simulator's own, that takes the answers. */
export const ANSWER_PATH = 'custom-resource';

/** Requests that wait for their answers, each at a URL of its own. */
export class Answers {
  readonly #baseUrl: string;
  readonly #waiting = new Map<string, (answer: Answer) => void>();

  constructor(baseUrl: string) {
    this.#baseUrl = baseUrl;
  }

  expect(): { readonly url: string; readonly answered: Promise<Answer> } {
    const token = randomUUID();
    const answered = new Promise<Answer>((resolve) => {
      this.#waiting.set(token, resolve);
    });
    return { url: `${this.#baseUrl}/_evenkeel/${ANSWER_PATH}?token=${token}`, answered };
  }

  /** Takes one answer; like S3, it is silent about what it thinks of it. */
  readonly take = ({ url, body }: AwsRequest): AwsResponse => {
    const token = url.searchParams.get('token') ?? '';
    const resolve = this.#waiting.get(token);
    if (!resolve) return { status: 403, body: 'This request has been answered, or was never made.' };
    resolve(parseInput(answer, parseJson(body)));
    this.#waiting.delete(token);
    return { status: 200 };
  };
}
