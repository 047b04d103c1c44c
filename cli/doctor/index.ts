/** The prerequisites, in the order in which to install them. */
import { dynamoDbLocal } from './dynamodb-local.ts';
import { functionNode } from './function-node.ts';
import { java } from './java.ts';
import { k6 } from './k6.ts';
import { node } from './node.ts';
import type { Finding, Prerequisite } from './prerequisite.ts';
import { python } from './python.ts';

const prerequisites: readonly Prerequisite[] = [node, functionNode, java, dynamoDbLocal, k6, python];

/** Checks every prerequisite on this machine. */
export async function examine(): Promise<readonly Finding[]> {
  return Promise.all(prerequisites.map((prerequisite) => prerequisite.look()));
}

export type { Finding } from './prerequisite.ts';
