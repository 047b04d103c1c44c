/** What must be on this machine, in the order a newcomer would install it. */
import { java } from './java.ts';
import { k6 } from './k6.ts';
import { node } from './node.ts';
import type { Finding, Prerequisite } from './prerequisite.ts';
import { python } from './python.ts';

const prerequisites: readonly Prerequisite[] = [node, java, k6, python];

export async function examine(): Promise<readonly Finding[]> {
  return Promise.all(prerequisites.map((prerequisite) => prerequisite.look()));
}

export type { Finding } from './prerequisite.ts';
