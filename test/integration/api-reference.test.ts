import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { apiReference, writtenReference } from '../../api-reference.ts';
import { repository } from '../e2e/evenkeel.ts';

it('the API reference is what `npm run docs:api` makes of the docstrings', async () => {
  const pages = apiReference(repository);
  expect((await readdir(join(repository, 'docs', 'api'))).sort()).toEqual([...pages.keys()].sort());
  for (const [file, text] of pages) {
    expect({ file, isInStep: text === (await writtenReference(repository, file)) }).toEqual({ file, isInStep: true });
  }
  const reconciler = pages.get('evenkeel-reconciler.md') ?? '';
  expect(reconciler).toContain('## dynamoDbView');
  expect(reconciler).toContain('Which items the view shows.');
}, 120_000);
