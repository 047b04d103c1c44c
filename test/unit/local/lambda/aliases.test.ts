import { beforeEach, describe, expect, it } from '@jest/globals';
import { aliasNamed, createAlias, updateAlias } from '../../../../local/lambda/aliases.ts';
import { FunctionRegistry, type LambdaFunction } from '../../../../local/lambda/registry.ts';
import { createClock } from '../../../../local/core/index.ts';
import { localSite } from '../../../local-site.ts';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

function codeOf(text: string): string {
  const directory = mkdtempSync(join(tmpdir(), 'evenkeel-code-'));
  writeFileSync(join(directory, 'index.mjs'), text);
  return directory;
}

let chance = 0.5;
let registry: FunctionRegistry;
let fn: LambdaFunction;

beforeEach(() => {
  const clock = createClock({ speed: 1, startAt: new Date('2026-01-01T00:00:00Z') });
  registry = new FunctionRegistry(localSite({ clock, baseUrl: 'http://127.0.0.1', random: () => chance }), 1000);
  fn = registry.add(
    {
      functionName: 'pay',
      runtime: 'nodejs24.x',
      handler: 'index.handler',
      roleArn: 'arn:aws:iam::000000000000:role/pay',
      directory: codeOf('1'),
      variables: {},
      timeoutSeconds: 3,
      memoryMb: 128,
      logGroup: '/aws/lambda/pay',
      logFormat: 'JSON',
      description: '',
    },
    undefined,
  );
  registry.publish('pay', 'first');
  registry.change('pay', { directory: codeOf('2') });
  registry.publish('pay', 'second');
});

describe('a version', () => {
  it('is not published again while code and configuration stay the same', () => {
    expect(registry.publish('pay', 'again')).toMatchObject({ isNew: false, version: { version: '2' } });
    registry.change('pay', { variables: { LEVEL: 'debug' } });
    expect(registry.publish('pay', 'other')).toMatchObject({ isNew: true, version: { version: '3' } });
  });

  it('keeps its code when $LATEST changes', () => {
    const before = fn.versions.get('2')?.directory;
    registry.change('pay', { directory: codeOf('3') });
    expect(fn.versions.get('2')?.directory).toBe(before);
  });
});

describe('an alias', () => {
  it('names its own version to readers, whatever its weights', () => {
    createAlias(fn, 'live', { version: '1', weights: [{ version: '2', weight: 1 }] });
    chance = 0;
    expect(registry.named('pay:live').version.version).toBe('1');
    expect(registry.resolve('pay:live').version.version).toBe('2');
  });

  it('keeps what an update does not mention', () => {
    createAlias(fn, 'live', { version: '1', weights: [{ version: '2', weight: 0.1 }], description: 'to customers' });
    updateAlias(fn, 'live', { weights: [] });
    expect(aliasNamed(fn, 'live')).toMatchObject({ version: '1', weights: [], description: 'to customers' });
  });

  it.each([
    ['an unknown version', { version: '9' }, 'ResourceNotFoundException'],
    [
      'a weight for its own version',
      { version: '1', weights: [{ version: '1', weight: 0.1 }] },
      'InvalidParameterValueException',
    ],
    ['a weight above 1', { version: '1', weights: [{ version: '2', weight: 1.1 }] }, 'InvalidParameterValueException'],
    [
      'a weight beside $LATEST',
      { version: '$LATEST', weights: [{ version: '2', weight: 0.1 }] },
      'InvalidParameterValueException',
    ],
  ])('refuses %s', (_what, settings, code) => {
    expect(() => createAlias(fn, 'live', settings)).toThrow(expect.objectContaining({ code }));
  });

  it('refuses to be created twice, and to be updated from an old revision', () => {
    const { revisionId } = createAlias(fn, 'live', { version: '1' });
    expect(() => createAlias(fn, 'live', { version: '1' })).toThrow(
      expect.objectContaining({ code: 'ResourceConflictException', status: 409 }),
    );
    updateAlias(fn, 'live', { version: '2' }, revisionId);
    expect(() => updateAlias(fn, 'live', { version: '1' }, revisionId)).toThrow(
      expect.objectContaining({ code: 'PreconditionFailedException', status: 412 }),
    );
  });
});
