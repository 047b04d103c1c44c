import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { type AwsRequest, type AwsResponse, parseInput, parseJson } from '../../core/index.ts';

/** The response that a custom resource's function PUTs to its ResponseURL. */
const answer = z.object({
  Status: z.enum(['SUCCESS', 'FAILED']),
  Reason: z.string().optional(),
  PhysicalResourceId: z.string().optional(),
  Data: z.record(z.string(), z.unknown()).nullish(),
});
export type Answer = z.output<typeof answer>;

/** The simulator's own endpoint that receives the responses. */
export const ANSWER_PATH = 'custom-resource';

/** Requests that are waiting for responses, each at its own URL. */
export class Answers {
  readonly #baseUrl: string;
  readonly #waiting = new Map<string, (answer: Answer) => void>();

  constructor(baseUrl: string) {
    this.#baseUrl = baseUrl;
  }

  /** Creates the URL for a response, and a promise of the response. */
  expect(): { readonly url: string; readonly answered: Promise<Answer> } {
    const token = randomUUID();
    const answered = new Promise<Answer>((resolve) => {
      this.#waiting.set(token, resolve);
    });
    return { url: `${this.#baseUrl}/_evenkeel/${ANSWER_PATH}?token=${token}`, answered };
  }

  /** Receives a response. Like S3, it does not judge its content. */
  readonly take = ({ url, body }: AwsRequest): AwsResponse => {
    const token = url.searchParams.get('token') ?? '';
    const resolve = this.#waiting.get(token);
    if (!resolve) return { status: 403, body: 'No request is waiting for this response.' };
    resolve(parseInput(answer, parseJson(body)));
    this.#waiting.delete(token);
    return { status: 200 };
  };
}
