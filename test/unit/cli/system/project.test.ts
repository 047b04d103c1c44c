import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { configHere, nearestConfig } from '../../../../cli/system/find-config.ts';
import { projectFolder } from '../../../../cli/system/project.ts';

let root: string;
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'evenkeel-project-')));
  await mkdir(join(root, 'shop', 'services', 'orders'), { recursive: true });
});
afterEach(() => rm(root, { recursive: true, force: true }));

const put = (...path: string[]) => writeFile(join(root, ...path), '');

describe('the folder of a project', () => {
  it('is the checkout, wherever in it a command runs', async () => {
    await mkdir(join(root, 'shop', '.git'));
    await put('shop', 'services', 'package.json');
    expect(projectFolder(join(root, 'shop', 'services', 'orders'))).toBe(join(root, 'shop'));
  });

  it('is another one for a worktree within a checkout', async () => {
    await mkdir(join(root, 'shop', '.git'));
    await put('shop', 'services', '.git');
    expect(projectFolder(join(root, 'shop', 'services', 'orders'))).toBe(join(root, 'shop', 'services'));
  });

  it('is the nearest folder with a file of a project, or else the working directory', async () => {
    expect(projectFolder(join(root, 'shop'))).toBe(join(root, 'shop'));
    await put('shop', 'package.json');
    expect(projectFolder(join(root, 'shop', 'services', 'orders'))).toBe(join(root, 'shop'));
  });
});

describe('the rules of a command that names none', () => {
  const orders = () => join(root, 'shop', 'services', 'orders');

  it('are those of the nearest reconcile.config.ts, from the working directory upwards', async () => {
    expect(nearestConfig(orders())).toBeUndefined();
    await put('shop', 'reconcile.config.ts');
    expect(configHere(orders())).toBe(join(root, 'shop', 'reconcile.config.ts'));
    await put('shop', 'services', 'reconcile.config.mjs');
    expect(configHere(orders())).toBe(join(root, 'shop', 'services', 'reconcile.config.mjs'));
  });

  it('are those of a definition that is nearer', async () => {
    await put('shop', 'reconcile.config.ts');
    await put('shop', 'services', 'evenkeel.system.ts');
    expect(configHere(orders())).toBeUndefined();
  });

  it('are not guessed if both stand side by side, because they may lead to different stores', async () => {
    await put('shop', 'reconcile.config.ts');
    await put('shop', 'evenkeel.system.ts');
    expect(() => configHere(orders())).toThrow(/choose the stores of the one with --config .*--definition/);
  });
});
