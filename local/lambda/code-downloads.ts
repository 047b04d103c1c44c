import { randomUUID } from 'node:crypto';
import type { AwsRequest, AwsResponse } from '../core/index.ts';
import { packageOf } from './code-package.ts';

/** The simulator's own endpoint that serves packages, as S3 does on AWS. */
export const CODE_PATH = 'function-code';

/** Real milliseconds for which a URL is valid, as on AWS. */
const URL_LIFE = 600_000;

/** The presigned URLs at which GetFunction offers a version's package. */
export class CodeDownloads {
  readonly #baseUrl: string;
  readonly #offered = new Map<string, { readonly directory: string; readonly until: number }>();

  constructor(baseUrl: string) {
    this.#baseUrl = baseUrl;
  }

  /** A new URL for the code in a folder. */
  offer(directory: string): string {
    const token = randomUUID();
    const now = performance.now();
    for (const [old, { until }] of this.#offered) if (until < now) this.#offered.delete(old);
    this.#offered.set(token, { directory, until: now + URL_LIFE });
    return `${this.#baseUrl}/_evenkeel/${CODE_PATH}?token=${token}`;
  }

  readonly answer = ({ url }: AwsRequest): AwsResponse => {
    const offered = this.#offered.get(url.searchParams.get('token') ?? '');
    if (offered === undefined || offered.until < performance.now()) return { status: 403, body: 'Request has expired' };
    const body = Buffer.from(packageOf(offered.directory));
    return { status: 200, headers: { 'content-type': 'application/zip' }, body };
  };
}
