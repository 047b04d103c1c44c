import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { appendFile, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { KeyError, privateKeyFrom, publicKeyFrom } from '../../../../chaos/evidence/index.ts';
import { checkRun } from '../../../../chaos/judge.ts';
import { openRunDirectory } from '../../../../chaos/runner/run-directory.ts';
import { Journal } from '../../../../chaos/schemas/index.ts';
import { sealRun, system } from '../seal-run.ts';
import { writeSoundRun } from '../written-run.ts';

let path: string;

beforeEach(async () => {
  path = await writeSoundRun();
});

afterEach(async () => {
  await rm(path, { recursive: true });
});

const file = (name: string) => join(path, name);
const rewrite = async (name: string, change: (text: string) => string) =>
  writeFile(file(name), change(await readFile(file(name), 'utf8')));

/** The verdict, and what the seal shows. */
async function judged(signer?: ReturnType<typeof publicKeyFrom>) {
  const { verdict, checks } = await checkRun(path, system, signer);
  return { verdict, lines: checks.find(({ name }) => name === 'evidence-sealed')?.evidence };
}

describe('a sealed run', () => {
  it('is valid as long as nobody changes it', async () => {
    expect(await judged()).toMatchObject({ verdict: 'PASS', lines: [] });
  });

  it('has a digest of its journal that sha256sum verifies', async () => {
    const { stdout } = await promisify(execFile)('sha256sum', ['--check', 'journal.sha256'], { cwd: path });
    expect(stdout).toBe('journal.json: OK\n');
  });

  it('may get reports, and what file managers leave', async () => {
    for (const report of ['report.html', 'traces.html', 'report.md', 'junit.xml', 'annotations.txt']) {
      await writeFile(file(report), 'a report');
    }
    await writeFile(file('state/.DS_Store'), '');
    expect(await judged()).toMatchObject({ verdict: 'PASS' });
  });

  it.each<[what: string, change: () => Promise<unknown>, line: string]>([
    [
      'a byte of a file changes',
      () => rewrite('events.ndjson', (text) => text.replace('none is in ALARM', 'none is in alarm')),
      'events.ndjson was changed after the run had ended',
    ],
    [
      'a record of a snapshot changes, although that would prove a violation',
      () => rewrite('state/end/shelf.titles.ndjson', (text) => text.replace('"free":99', '"free":98')),
      'state/end/shelf.titles.ndjson was changed after the run had ended',
    ],
    ['a file is removed', () => rm(file('reconcile/hourly.json')), 'reconcile/hourly.json is missing'],
    [
      'a file is added to a folder',
      () => writeFile(file('k6/more.log'), ''),
      'k6/more.log was added after the run had ended',
    ],
    [
      'a file is added in a new folder',
      () => mkdir(file('state/later')).then(() => writeFile(file('state/later/a.ndjson'), '')),
      'state/later/a.ndjson was added after the run had ended',
    ],
    [
      'a link is added',
      () => symlink('/etc/hostname', file('k6/hostname')),
      'k6/hostname was added after the run had ended',
    ],
    [
      'the journal changes',
      () => rewrite('journal.json', (text) => text.replace('"seed": 7', '"seed": 8')),
      'journal.json does not have the digest in journal.sha256',
    ],
    ["the journal's digest is removed", () => rm(file('journal.sha256')), 'journal.sha256 is missing'],
    [
      "the journal's digest changes",
      () => appendFile(file('journal.sha256'), '\n'),
      'journal.json does not have the digest in journal.sha256',
    ],
  ])('decides nothing once %s', async (_what, change, line) => {
    await change();
    expect(await judged()).toEqual({ verdict: 'INVALID', lines: [line] });
  });

  it('decides nothing if it has no seals', async () => {
    await rewrite('journal.json', (text) => JSON.stringify({ ...Journal.parse(JSON.parse(text)), seals: undefined }));
    const { verdict, lines } = await judged();
    expect(verdict).toBe('INVALID');
    expect(lines?.join()).toContain('journal.json has no seals: the run did not end by itself');
  });
});

describe('a signed run', () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const journalOf = async () => Journal.parse(JSON.parse(await readFile(file('journal.json'), 'utf8')));

  beforeEach(async () => {
    await (await openRunDirectory(path)).seal(await journalOf(), privateKey);
  });

  it('is valid for the key that signed it', async () => {
    expect(await judged(publicKey)).toMatchObject({ verdict: 'PASS' });
  });

  it('decides nothing for another key', async () => {
    expect(await judged(generateKeyPairSync('ed25519').publicKey)).toEqual({
      verdict: 'INVALID',
      lines: ['journal.sig is no signature of journal.json by the given key'],
    });
  });

  it('decides nothing if it was sealed again without the private key', async () => {
    await rewrite('events.ndjson', (text) => text.replace('none is in ALARM', 'none is in alarm'));
    await sealRun(path);
    expect((await judged()).lines).toEqual([]);
    expect(await judged(publicKey)).toMatchObject({ verdict: 'INVALID' });
  });

  it('decides nothing without a signature, if one is demanded', async () => {
    await rm(file('journal.sig'));
    expect(await judged(publicKey)).toEqual({ verdict: 'INVALID', lines: ['journal.sig is missing'] });
  });
});

describe('a key', () => {
  /** Of no use elsewhere: made for this test with ssh-keygen. */
  const OPENSSH = {
    private: [
      '-----BEGIN OPENSSH PRIVATE KEY-----',
      ...[
        'b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW',
        'QyNTUxOQAAACCS41fw8LyaJJZvmG5G2HSuAcJ6t58OyUUdAaqsvOTeogAAAIg2A/SjNgP0',
        'owAAAAtzc2gtZWQyNTUxOQAAACCS41fw8LyaJJZvmG5G2HSuAcJ6t58OyUUdAaqsvOTeog',
        'AAAECxmkYB5sk4z4iLvIwysqPzwc7VHl10LcIf0P8bk8h4dpLjV/DwvJoklm+YbkbYdK4B',
        'wnq3nw7JRR0Bqqy85N6iAAAABHRlc3QB',
      ],
      '-----END OPENSSH PRIVATE KEY-----',
      '',
    ].join('\n'),
    public: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJLjV/DwvJoklm+YbkbYdK4Bwnq3nw7JRR0Bqqy85N6i test',
  };

  it('may be in PEM', () => {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    expect(privateKeyFrom(pem).equals(privateKey)).toBe(true);
    expect(publicKeyFrom(publicKey.export({ type: 'spki', format: 'pem' }).toString()).equals(publicKey)).toBe(true);
  });

  it("may be in OpenSSH's format", () => {
    const point = (key: ReturnType<typeof publicKeyFrom>) => key.export({ format: 'jwk' }).x;
    expect(point(privateKeyFrom(OPENSSH.private))).toBe(point(publicKeyFrom(OPENSSH.public)));
  });

  it.each<[what: string, parse: () => unknown, reason: RegExp]>([
    ['is no key', () => privateKeyFrom('hello'), /it is not a private Ed25519 key/],
    [
      'is of another kind',
      () =>
        privateKeyFrom(
          generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
            type: 'pkcs8',
            format: 'pem',
          }) as string,
        ),
      /it is not a private Ed25519 key/,
    ],
    ['is private but must be public', () => publicKeyFrom(OPENSSH.private), /it is a private key/],
  ])('is refused if it %s', (_what, parse, reason) => {
    expect(parse).toThrow(KeyError);
    expect(parse).toThrow(reason);
  });
});
