import { describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';
import { MissingPackageError } from '../../../reconciler/index.ts';
import { optionalPackage } from '../../../reconciler/packages.ts';

describe('the reconciler package', () => {
  it('loads without any AWS SDK client, pg or powertools', async () => {
    const { metafile } = await build({
      entryPoints: ['reconciler/index.ts'],
      bundle: true,
      packages: 'external',
      platform: 'node',
      format: 'esm',
      splitting: true,
      metafile: true,
      write: false,
      outdir: 'unused',
    });
    const eager = new Set<string>();
    const lazy = new Set<string>();
    const visit = (path: string): void => {
      for (const { path: imported, kind, external = false } of metafile.outputs[path]?.imports ?? []) {
        if (kind === 'dynamic-import') lazy.add(imported);
        else if (external) eager.add(imported);
        else visit(imported);
      }
    };
    visit('unused/index.js');
    expect(eager).toContain('zod/mini');
    expect([...eager].filter((name) => /^@|^pg$|^aws/.test(name))).toEqual([]);
    expect([...lazy].map((path) => path.replace(/^unused\/(\w[\w-]*)-\w+\.js$/, '$1')).sort()).toEqual(
      expect.arrayContaining(['dynamodb', 'eventbridge', 'powertools', 'rds-data']),
    );
  });
});

describe('an optional package', () => {
  const notFound = (name: string) =>
    Object.assign(new Error(`Cannot find package '${name}' imported from /app/index.js`), {
      code: 'ERR_MODULE_NOT_FOUND',
    });

  it('is named with the command that installs it when it is missing', async () => {
    const load = optionalPackage('dataApiView', '@aws-sdk/client-rds-data', () =>
      Promise.reject(notFound('@aws-sdk/client-rds-data')),
    );
    await expect(load()).rejects.toThrow(MissingPackageError);
    await expect(load()).rejects.toThrow(
      'dataApiView needs the package @aws-sdk/client-rds-data, which is not installed: run `npm install @aws-sdk/client-rds-data`',
    );
  });

  it('is loaded once, and again after a failure', async () => {
    let loads = 0;
    const load = optionalPackage('a test', 'some-package', () => {
      loads += 1;
      return loads === 1 ? Promise.reject(notFound('some-package')) : Promise.resolve({ loads });
    });
    await expect(load()).rejects.toThrow(MissingPackageError);
    expect(await load()).toEqual({ loads: 2 });
    expect(await load()).toEqual({ loads: 2 });
  });

  it('passes on any other error, such as a package that it misses itself', async () => {
    const load = optionalPackage('a test', 'some-package', () => Promise.reject(notFound('another-package')));
    await expect(load()).rejects.toThrow("Cannot find package 'another-package'");
    await expect(load()).rejects.not.toThrow(MissingPackageError);
  });
});
