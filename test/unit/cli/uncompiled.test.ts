/** What the command says of sources that do not compile. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { build, transform } from 'esbuild';
import { bind } from '../../../cli/command.ts';
import { brokenHarness, exitCodes } from '../../../cli/failure.ts';
import { uncompiled } from '../../../cli/uncompiled.ts';
import { endedOf } from './evenkeel-here.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evenkeel-uncompiled-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Bundles a module, as the functions of a system are bundled. */
async function failureOf(source: string): Promise<unknown> {
  const file = join(folder, 'api.ts');
  await writeFile(file, source);
  const bundled = build({ entryPoints: [file], absWorkingDir: folder, bundle: true, write: false, logLevel: 'silent' });
  return bundled.then(
    () => undefined,
    (error: unknown) => error,
  );
}

/** An error of Node.js's own loader: it shows the importing file above the message. */
function unlinked(importer: string, message: string): Error {
  const error = new SyntaxError(message);
  error.stack = `${importer}\nimport { nope } from './stage.ts';\n         ^\nSyntaxError: ${message}\n    at node:internal`;
  return error;
}

describe('a source that does not compile', () => {
  it('is named with line, column and what the compiler says', async () => {
    const failure = await failureOf('const one = 1;\nconst = 5;\n');
    const text = 'api.ts:2:7: Expected identifier but found "="; correct it and start again';
    expect(uncompiled(failure)).toBe(text);
    expect(uncompiled(brokenHarness('the start failed', failure))).toBe(text);
  });

  it('is named once for each error', async () => {
    expect(uncompiled(await failureOf('import "./nope.ts";\nimport "./never.ts";\n'))).toBe(
      'these source files do not compile; correct them and start again:\n' +
        '  api.ts:1:8: Could not resolve "./nope.ts"\n  api.ts:2:8: Could not resolve "./never.ts"',
    );
  });

  it('is named, too, if the loader of a clone meets it', async () => {
    const failure = await transform('const = 5;', {
      loader: 'ts',
      sourcefile: '/clone/infra/app.ts',
      logLevel: 'silent',
    })
      .then(() => undefined)
      .catch((error: unknown) => new Error((error as Error).message));
    expect(uncompiled(failure)).toMatch(/^\/clone\/infra\/app\.ts:1:7: Expected identifier/);
  });

  it.each(['/clone/infra/app.ts', 'file:///clone/infra/app.ts'])('and imports what %s does not find', (importer) => {
    const noExport = "The requested module './stage.ts' does not provide an export named 'nope'";
    expect(uncompiled(unlinked(`${importer}:3`, noExport))).toBe(
      `/clone/infra/app.ts:3: ${noExport}; correct it and start again`,
    );
    const noModule = "Cannot find module '/clone/infra/nope.ts'";
    expect(uncompiled(new Error(`${noModule} imported from /clone/infra/app.ts`))).toBe(
      `/clone/infra/app.ts: ${noModule}; correct it and start again`,
    );
  });

  it.each([
    new Error('The service was stopped'),
    new Error('Build failed with 1 error:\nno place'),
    new Error("Cannot find module '/x/dist/a.js' imported from /x/dist/b.js"),
    unlinked('/x/dist/b.js:1', "The requested module './a.js' does not provide an export named 'a'"),
    'text',
  ])('is not what %s says', (error) => {
    expect(uncompiled(error)).toBeUndefined();
  });
});

describe('a command whose sources do not compile', () => {
  it('ends as a wrong use, and not as an internal error', async () => {
    const failure = await failureOf('const = 5;\n');
    const command = bind({ options: (yargs) => yargs, run: () => Promise.reject(failure as Error) });
    const ended = await endedOf(() => command.handler({ json: false, quiet: true, color: false, _: [], $0: '' }));
    expect(ended).toEqual({
      exitCode: exitCodes.usage,
      stdout: '',
      stderr: 'error api.ts:1:7: Expected identifier but found "="; correct it and start again\n',
    });
  });
});
