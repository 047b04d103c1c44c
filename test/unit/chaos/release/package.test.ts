import { mkdtemp, mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { type Defect, defectivePackage, type Files, intactPackage } from '../../../../chaos/release/package.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const INTACT: Files = {
  'index.mjs': bytes(`export const handler = async (event) => 'intact ' + event.id;`),
  'part.txt': bytes('part'),
};
const DEFECT: Defect = {
  faultId: 'bad',
  run: 'r1',
  scenario: 'orders',
  iterations: [2, 5],
  until: '2999-01-01T00:00:00.000Z',
  defect: 'throws',
};

type Handler = (event: object, context: object) => Promise<unknown>;

/** Writes the package to a folder of its own, and imports its handler as Lambda does. */
async function handlerOf(files: Files, entry = 'index.mjs'): Promise<Handler> {
  const folder = await mkdtemp(join(tmpdir(), 'evenkeel-defective-'));
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  const module = (await import(pathToFileURL(join(folder, entry)).href)) as { readonly handler: Handler };
  return module.handler;
}

const request = (iteration: number, more: object = {}) => ({
  id: `r1-orders-${iteration}`,
  httpMethod: 'POST',
  ...more,
});

afterEach(() => {
  jest.restoreAllMocks();
});

describe('a defective package', () => {
  it('throws for the operations that the seed chose, after a line that says so, and for no others', async () => {
    const lines: string[] = [];
    jest.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
    const handler = await handlerOf(defectivePackage(INTACT, 'index.handler', DEFECT));
    await expect(handler(request(2), {})).rejects.toThrow('the version that bad released fails');
    await expect(handler(request(3), {})).resolves.toBe('intact r1-orders-3');
    await expect(handler(request(25), {})).resolves.toBe('intact r1-orders-25');
    await expect(handler({ id: 'r2-orders-2' }, {})).resolves.toBe('intact r2-orders-2');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      { event: 'fault.hit', faultId: 'bad', correlationId: 'r1-orders-2', point: 'release', attempt: 1 },
    ]);
  });

  it('leaves requests alone that only read', async () => {
    const handler = await handlerOf(defectivePackage(INTACT, 'index.handler', DEFECT));
    await expect(handler(request(2, { httpMethod: 'GET' }), {})).resolves.toBe('intact r1-orders-2');
  });

  it('behaves like the intact one once its lease has ended', async () => {
    const over = { ...DEFECT, until: '2020-01-01T00:00:00.000Z' };
    const handler = await handlerOf(defectivePackage(INTACT, 'index.handler', over));
    await expect(handler(request(2), {})).resolves.toBe('intact r1-orders-2');
  });

  it('may be late instead, or run other code', async () => {
    jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    const slow = await handlerOf(defectivePackage(INTACT, 'index.handler', { ...DEFECT, defect: 'slow', ms: 60 }));
    const began = performance.now();
    await expect(slow(request(2), {})).resolves.toBe('intact r1-orders-2');
    expect(performance.now() - began).toBeGreaterThanOrEqual(55);
    const other = { 'index.mjs': bytes(`export const handler = async () => 'other';`) };
    const code = defectivePackage(INTACT, 'index.handler', { ...DEFECT, defect: 'code' }, other);
    await expect((await handlerOf(code))(request(9), {})).resolves.toBe('other');
  });

  it('wraps CommonJS, and handlers in folders', async () => {
    jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    const common = { 'src/pay.cjs': bytes(`exports.handler = async ({ id }) => 'common ' + id;`) };
    const files = defectivePackage(common, 'src/pay.handler', DEFECT);
    const handler = await handlerOf(files, 'src/pay.mjs');
    await expect(handler(request(1), {})).resolves.toBe('common r1-orders-1');
    await expect(handler(request(5), {})).rejects.toThrow('bad');
  });

  it('contains the intact one, which can be taken out again', () => {
    const other = { 'index.mjs': bytes('other') };
    const broken = defectivePackage(INTACT, 'index.handler', { ...DEFECT, defect: 'code' }, other);
    expect(intactPackage(broken)).toEqual(INTACT);
    expect(intactPackage(INTACT)).toBe(INTACT);
  });

  it('cannot be made of a package without the handler', () => {
    expect(() => defectivePackage({ 'main.py': bytes('') }, 'main.handler', DEFECT)).toThrow(
      'only Node.js functions can be released',
    );
  });
});
