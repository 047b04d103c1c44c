import { describe, expect, it } from '@jest/globals';
import type { Fields, LedgerEntry } from '../../../../chaos/schemas/index.ts';
import { checkNamed } from '../one-check.ts';
import { at, type Changes, drifted, events, evidence, ledger, reconcile, sagas, snapshot } from '../sound-run.ts';

function judged(changes: Changes = {}) {
  const found = checkNamed('ledger-whole', evidence(changes));
  return { result: found?.result, lines: found?.evidence };
}

const [entry] = ledger as [LedgerEntry];
const altered = (change: Partial<LedgerEntry>): Changes => ({ ledger: [{ ...entry, ...change }] });
const CREATION = { kind: 'write', view: 'desk.titles', write: 'create' } as const;
const DELETION = { ...CREATION, write: 'delete' } as const;
const image = (name: string) => ({ key: 'emma', fields: { name, updatedAt: at(0) } });

describe('ledger-whole', () => {
  it('is valid if the ledger accounts for every change', () => {
    expect(judged()).toEqual({ result: 'valid', lines: [] });
  });

  it.each<[what: string, changes: Changes, line: string]>([
    [
      'a repaired difference has no entry',
      { ledger: [] },
      'titles emma: repaired by hourly, but its ledger has no entry',
    ],
    [
      'a row changed without an entry',
      { ledger: [] },
      'desk.titles emma: changed since the drift, but no entry of the ledger says so',
    ],
    [
      'a row was deleted without an entry',
      { end: snapshot('end', 25, sagas, { 'shelf.titles': {} }) },
      'shelf.titles emma: deleted since the drift, but no entry of the ledger says so',
    ],
    [
      'a row was created without an entry',
      { end: snapshot('end', 25, sagas, { 'shelf.titles': { emma: { owned: 100, free: 99 }, dune: { owned: 1 } } }) },
      'shelf.titles dune: created since the drift, but no entry of the ledger says so',
    ],
    [
      'an entry is of a difference that the run did not find',
      { reconciles: [{ ...reconcile, differences: [] }] },
      'titles emma: in the ledger of hourly, which did not find it',
    ],
    [
      'a difference is repaired although one of its writes failed',
      { ledger: [...ledger, { ...entry, operationId: 'titles/2#emma', status: 'failed' }] },
      'titles emma: repaired by hourly, but titles/2#emma is failed',
    ],
    [
      'an entry changed nothing',
      altered({ postImage: image('Ema') }),
      'titles emma: the ledger says that a update was done, but its images are equal',
    ],
    [
      'a deletion deleted nothing',
      altered({ action: { kind: 'write', view: 'desk.titles', write: 'delete' }, preImage: null, postImage: null }),
      'titles emma: the ledger says that a delete was done, but there was no row',
    ],
    [
      'an update updated no row',
      altered({ preImage: null }),
      'titles emma: the ledger says that a update was done, but there was no row',
    ],
    [
      'its pre-image is not what drift left',
      altered({ preImage: image('Enma') }),
      'desk.titles emma: name before its repair is "Ema" and "Enma", by the ledger and the stores',
    ],
    [
      'its post-image is not what stands at the end',
      altered({ postImage: image('Emily') }),
      'desk.titles emma: name at the end is "Emily" and "Emma", by the ledger and the stores',
    ],
    [
      'somebody wrote between two of its repairs',
      {
        ledger: [
          { ...entry, postImage: image('Em') },
          { ...entry, operationId: 'titles/2#emma', intendedAt: at(21.5), preImage: image('Ema') },
        ],
      },
      'desk.titles emma: name between its repairs is "Em" and "Ema", by the ledger and the stores',
    ],
    [
      'its repairs lead nowhere',
      {
        ledger: [
          entry,
          { ...entry, operationId: 'titles/2#emma', preImage: entry.postImage!, postImage: entry.preImage! },
        ],
      },
      'desk.titles emma: its repairs end where they began',
    ],
    [
      'a row was created and deleted',
      {
        ledger: [
          ...ledger,
          {
            ...entry,
            key: 'dune',
            action: CREATION,
            preImage: null,
            postImage: { key: 'dune', fields: { name: 'Dune' } },
          },
          {
            ...entry,
            key: 'dune',
            action: DELETION,
            preImage: { key: 'dune', fields: { name: 'Dune' } },
            postImage: null,
          },
        ],
      },
      'desk.titles dune: its repairs end where they began',
    ],
    [
      'an image shows nothing of its row',
      altered({ preImage: { key: 'emma', fields: {} } }),
      'desk.titles emma: name before its repair is "Ema" and absent, by the ledger and the stores',
    ],
    [
      'an image shows nothing of its row, not even a time',
      altered({ preImage: { key: 'emma', fields: {} } }),
      `desk.titles emma: updatedAt before its repair is "${at(0)}" and absent, by the ledger and the stores`,
    ],
    [
      'an image lacks a number',
      {
        drifted: snapshot('drifted', 18, sagas, { 'desk.titles': { emma: { name: 'Ema', pages: 474 } } }),
        ...altered({ preImage: { key: 'emma', fields: { name: 'Ema' } } }),
      },
      'desk.titles emma: pages before its repair is 474 and absent, by the ledger and the stores',
    ],
  ])('is invalid if %s', (_what, changes, line) => {
    const { result, lines } = judged(changes);
    expect(result).toBe('invalid');
    expect(lines).toContain(line);
  });

  it('is valid if a run left a difference, and its ledger has no entry', () => {
    const differences = reconcile.differences.map((one) => ({ ...one, repaired: false }));
    const left = { end: { ...drifted(), name: 'end' as const, at: at(25) }, ledger: [] };
    expect(judged({ ...left, reconciles: [{ ...reconcile, differences }] })).toEqual({ result: 'valid', lines: [] });
  });

  it('is valid if an entry is of a difference that its run omits', () => {
    const cut = events.map((event) => (event.kind === 'reconcile.ended' ? { ...event, omitted: 1 } : event));
    expect(judged({ events: cut, reconciles: [{ ...reconcile, differences: [] }] })).toEqual({
      result: 'valid',
      lines: [],
    });
  });

  it('is valid if an image leaves out a time', () => {
    const timeless = {
      preImage: { key: 'emma', fields: { name: 'Ema' } },
      postImage: { key: 'emma', fields: { name: 'Emma' } },
    };
    expect(judged(altered(timeless))).toEqual({ result: 'valid', lines: [] });
  });

  it.each<[what: string, value: Fields[string], isMissed: boolean]>([
    ['a text that ends like a time', 'up to infinity', true],
    ['a text that begins like a time', '-infinity and more', true],
    ['a short text', 'Emma1', true],
    ['a list of a text and a document', ['Emma', { page: 1 }], true],
    ['a longer binary value', 'RW1tYUVtbWE=', false],
    ['a binary value that needs no padding', 'RW1tYUVt', false],
    ['a number', 474, true],
    ['a truth value', false, true],
    ['a text', 'lent out', true],
    ['a document', { pages: 474 }, true],
    ['a list of documents', [{ page: 1 }], true],
    ['no value', null, false],
    ['a time', at(0), false],
    ['a time without an end', '-infinity', false],
    ['a binary value', 'RW1tYQ==', false],
    ['an array', ['Emma', 'Jane'], false],
    ['an empty document', {}, false],
    ['a withheld value', { withheld: 'd41d8cd9' }, false],
  ])('may miss in an image what PostgreSQL leaves out: %s', (_what, value, isMissed) => {
    const row = (name: string) => ({ 'desk.titles': { emma: { name, more: value } } });
    const { result, lines } = judged({
      drifted: snapshot('drifted', 18, sagas, row('Ema')),
      end: snapshot('end', 25, sagas, row('Emma')),
      ...altered({
        preImage: { key: 'emma', fields: { name: 'Ema' } },
        postImage: { key: 'emma', fields: { name: 'Emma' } },
      }),
    });
    expect({ result, missed: lines?.length }).toEqual({
      result: isMissed ? 'invalid' : 'valid',
      missed: isMissed ? 2 : 0,
    });
  });

  it('is unknown if the view cannot read the images of an entry', () => {
    const unread = { ...entry };
    delete unread.preImage;
    delete unread.postImage;
    expect(judged({ ledger: [unread] })).toEqual({
      result: 'unknown',
      lines: ['titles#emma: its images cannot be read'],
    });
  });

  const called = (key: string): Changes => {
    const { preImage, postImage, ...rest } = entry;
    expect([preImage, postImage]).toBeDefined();
    const call: LedgerEntry = { ...rest, operationId: `titles#${key}`, key, action: { kind: 'call', owner: 'desk' } };
    const differences = [...reconcile.differences, { ...reconcile.differences[0]!, key }];
    return { ledger: [...ledger, call], reconciles: [{ ...reconcile, differences }] };
  };
  const UNSEEN = 'titles r1-base-0: repaired by hourly, but nothing changed that has to do with it';

  it.each<[what: string, changes: Changes, lines: readonly string[]]>([
    ['changed nothing of a row', called('r1-base-0'), [UNSEEN]],
    ['repairs what the rule reports under a key that no row has', called('all loans'), []],
    [
      'was refused the row, which somebody else had deleted',
      {
        ...called('dune'),
        drifted: snapshot('drifted', 18, sagas, {
          'desk.titles': { emma: { name: 'Ema', updatedAt: at(0) }, dune: { name: 'Dune' } },
        }),
      },
      [],
    ],
    [
      'changed a row that names the key',
      {
        ...called('r1-base-0'),
        end: snapshot('end', 25, sagas, { 'fees.entries': { 'entry-1': { loanId: 'r1-base-0', cents: 501 } } }),
      },
      [],
    ],
    [
      'was made before the drift',
      {
        ...called('r1-base-0'),
        events: events.map((one) =>
          one.kind === 'snapshot' && one.name === 'drifted' ? { ...one, at: at(20.1) } : one,
        ),
      },
      [],
    ],
    [
      'was made as the drift had been read',
      {
        ...called('r1-base-0'),
        events: events.map((one) => (one.kind === 'snapshot' && one.name === 'drifted' ? { ...one, at: at(20) } : one)),
      },
      [UNSEEN],
    ],
    ['ended with the last snapshot', { ...called('r1-base-0'), end: snapshot('end', 22) }, [UNSEEN]],
    ['ended after the last snapshot', { ...called('r1-base-0'), end: snapshot('end', 21.9) }, []],
  ])('holds a call against the stores if it %s', (_what, changes, lines) => {
    expect(judged(changes)).toEqual({ result: lines.length === 0 ? 'valid' : 'invalid', lines });
  });

  it('leaves what a called owner changed to its entry', () => {
    const before = { ...drifted(), views: new Map([...drifted().views, ['desk.loans', new Map()]]) };
    const call: LedgerEntry = {
      operationId: 'loans#r1-base-0',
      rule: 'loans',
      key: 'r1-base-0',
      action: { kind: 'call', owner: 'desk' },
      status: 'done',
      intendedAt: at(21),
      undoes: false,
    };
    const calls = sagas.map(({ correlationId: key }) => ({ ...call, key, operationId: `loans#${key}` }));
    const found = calls.map(({ rule, key }) => ({ ...reconcile.differences[0]!, rule, key }));
    const reconciles = [{ ...reconcile, differences: [...reconcile.differences, ...found] }];
    expect(judged({ drifted: before, ledger: [...ledger, ...calls], reconciles }).result).toBe('valid');
    expect(judged({ drifted: before, reconciles: [reconcile] }).result).toBe('invalid');
  });
});
