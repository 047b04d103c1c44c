import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { packagesWithSdk } from '../../../../local/lambda/inline-code.ts';

describe('the AWS SDK of inline code', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'evenkeel-inline-'));
    await mkdir(join(folder, 'project', 'app', 'node_modules', 'zod'), { recursive: true });
    await mkdir(join(folder, 'project', 'node_modules', '@aws-sdk'), { recursive: true });
    await mkdir(join(folder, 'tool', 'node_modules', '@aws-sdk'), { recursive: true });
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is that of the nearest folder above whose packages have it', () => {
    expect(packagesWithSdk([join(folder, 'project', 'app'), join(folder, 'tool')])).toBe(
      join(folder, 'project', 'node_modules'),
    );
  });

  it('is that of the next folder where no folder above has it', () => {
    expect(packagesWithSdk([folder, join(folder, 'tool')])).toBe(join(folder, 'tool', 'node_modules'));
  });

  it('is absent where no packages have it', () => {
    expect(packagesWithSdk([folder])).toBeUndefined();
  });
});
