import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { policies } from '../../../infra/permissions/index.ts';
import type { Statement } from '../../../infra/permissions/place.ts';

const place = { account: 'ACCOUNT', region: 'REGION', prefix: 'evenkeel-dev-' };

const text = await readFile(new URL('../../../docs/aws.md', import.meta.url), 'utf8');

/** The policies that the page shows, by the heading above each. */
const shown = new Map(
  [...text.matchAll(/^### (.+)\n[^#]*?```json\n([\s\S]+?)\n```/gm)].map(([, title = '', json = '']) => [
    title,
    JSON.parse(json) as unknown,
  ]),
);

const one = (list: readonly string[]) => (list.length === 1 ? list[0] : [...list]);

const documentOf = (statements: readonly Statement[]) => ({
  Version: '2012-10-17',
  Statement: statements.map(({ sid, actions, resources, passedTo }) => ({
    Sid: sid,
    Effect: 'Allow',
    Action: one(actions),
    Resource: one(resources),
    ...(passedTo !== undefined && { Condition: { StringEquals: { 'iam:PassedToService': passedTo } } }),
  })),
});

describe('docs/aws.md', () => {
  it('shows a policy for each group of commands, and no other', () => {
    expect([...shown.keys()]).toEqual(policies.map(({ title }) => title));
  });

  it.each(policies.map(({ title, statements }) => [title, statements] as const))(
    'shows what %s need',
    (title, statements) => {
      expect(shown.get(title)).toEqual(documentOf(statements(place)));
    },
  );
});

it('every statement of a policy has an id of its own', () => {
  for (const { name, statements } of policies) {
    const ids = statements(place).map(({ sid }) => sid);
    expect({ name, distinct: new Set(ids).size }).toEqual({ name, distinct: ids.length });
  }
});
