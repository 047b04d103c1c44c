import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { type ExpectedOutcome, Phase } from '../../../chaos/schemas/index.ts';
import { fillIn } from '../../../chaos/schemas/fill-in.ts';
import { optionsOf } from '../../../loadtests/lib/options.ts';
import { stretchesOf } from '../../../loadtests/lib/plan.ts';
import { readPoints, recentOperations } from '../../../loadtests/lib/points.ts';
import { allowedStatuses, allows, ANSWERED } from '../../../loadtests/lib/statuses.ts';
import { tail } from '../../../loadtests/lib/tail.ts';

const phases = [
  Phase.parse({
    name: 'rough',
    seconds: 4,
    scenarios: [{ name: 'pay', journey: 'request', rate: 5, request: { method: 'POST', path: '/pay' } }],
  }),
];
const stretchWith = (...outcomes: ExpectedOutcome[]) => stretchesOf(phases, outcomes)['rough-pay']!;

describe('a request of the experiment', () => {
  it('has its placeholders filled in, in strings at any depth and nowhere else', () => {
    const request = {
      id: '{{correlationId}}',
      lines: [{ note: 'number {{iteration}} of {{nobody}}' }],
      count: 3,
      none: null,
    };
    expect(fillIn(request, { correlationId: 'r1-pay-7', iteration: '7' })).toEqual({
      id: 'r1-pay-7',
      lines: [{ note: 'number 7 of {{nobody}}' }],
      count: 3,
      none: null,
    });
  });

  it('is otherwise sent unchanged, whatever it contains', () => {
    const json = fc.jsonValue().filter((value) => !JSON.stringify(value).includes('{{'));
    fc.assert(
      fc.property(json, (value) => {
        expect(fillIn(value as null, { correlationId: 'x' })).toEqual(value);
      }),
    );
  });
});

describe('the allowed answers', () => {
  it('are the usual ones if the experiment expects nothing', () => {
    const allowed = allowedStatuses(stretchWith(), ANSWERED);
    expect([200, 302, 399].every((status) => allows(allowed, status))).toBe(true);
    expect([0, 199, 400, 502].some((status) => allows(allowed, status))).toBe(false);
  });

  it('replace the usual ones, except those that are expected only of requests that a fault hits', () => {
    const hit = allowedStatuses(stretchWith({ scenario: 'pay', hitBy: 'crash', status: [502] }), ANSWERED);
    expect([200, 502].map((status) => allows(hit, status))).toEqual([true, true]);
    const only = allowedStatuses(stretchWith({ scenario: 'pay', status: [404] }), ANSWERED);
    expect([200, 404].map((status) => allows(only, status))).toEqual([false, true]);
  });

  it('are those of the same scenario', () => {
    expect(allowedStatuses(stretchWith({ scenario: 'other', status: [404] }), ANSWERED)).toEqual(ANSWERED);
  });

  it('set no limit on failures if requests may go unanswered, and the others all the same', () => {
    const thresholdsWith = (...outcomes: ExpectedOutcome[]) =>
      Object.keys(optionsOf({ stretches: { pay: stretchWith(...outcomes) } }).thresholds);
    const usual = thresholdsWith();
    const answered = usual.filter((name) => name !== 'http_req_failed{scenario:pay}');
    expect(answered).toHaveLength(usual.length - 1);
    expect(thresholdsWith({ scenario: 'pay', hitBy: 'crash', status: [0] })).toEqual(answered);
    expect(thresholdsWith({ scenario: 'pay', status: [202, 0] })).toEqual(answered);
    expect(thresholdsWith({ scenario: 'pay', status: [202] })).toEqual(usual);
  });
});

describe('the points that k6 appends to its file', () => {
  let folder: string;
  let path: string;
  const plan = { run: 'r1', seed: 1, apiUrl: 'http://localhost', follow: false, stretches: stretchesOf(phases) };
  const point = (iteration: number, status: number, sentAt: string) =>
    `${JSON.stringify({
      metric: 'operation',
      type: 'Point',
      data: {
        value: 100,
        tags: { scenario: 'rough-pay', status: String(status) },
        metadata: { correlation_id: `r1-pay-${iteration}`, sent_at: sentAt },
      },
    })}\n`;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'evenkeel-points-'));
    path = join(folder, 'points.ndjson');
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('are read once, line by line, wherever a write ends', async () => {
    const texts = fc.array(
      fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\n')),
      { minLength: 1, maxLength: 20 },
    );
    await fc.assert(
      fc.asyncProperty(texts, fc.array(fc.nat(400), { maxLength: 5 }), async (lines, cuts) => {
        const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
        const edges = [...cuts.map((cut) => Math.min(cut, bytes.length)), bytes.length].sort(
          (one, other) => one - other,
        );
        await writeFile(path, '');
        const read = tail(path);
        const seen: string[] = [];
        let from = 0;
        for (const to of edges) {
          await appendFile(path, bytes.subarray(from, to));
          await read((line) => seen.push(line));
          from = to;
        }
        expect(seen).toEqual(lines);
      }),
      { numRuns: 50 },
    );
  });

  it('are none before the file exists', async () => {
    await expect(recentOperations(path, plan)(5)).resolves.toEqual({ operations: 0, failed: 0 });
  });

  it('count as recent by the time of their answer, once their line is complete', async () => {
    const now = Date.parse('2026-01-01T00:01:00Z');
    const recent = recentOperations(path, plan, () => now);
    const last = point(2, 0, '2026-01-01T00:00:59Z');
    await writeFile(
      path,
      point(0, 500, '2026-01-01T00:00:10Z') + point(1, 200, '2026-01-01T00:00:58Z') + last.slice(0, 40),
    );
    await expect(recent(5)).resolves.toEqual({ operations: 1, failed: 0 });
    await appendFile(path, last.slice(40));
    await expect(recent(5)).resolves.toEqual({ operations: 2, failed: 1 });
    await expect(recent(60)).resolves.toEqual({ operations: 3, failed: 2 });
  });

  it('become a history without the incomplete last line of a killed k6', async () => {
    const whole = point(1, 200, '2026-01-01T00:00:02Z') + point(0, 200, '2026-01-01T00:00:01Z');
    await writeFile(path, whole + point(2, 200, '2026-01-01T00:00:03Z').slice(0, -20));
    const { operations } = await readPoints(path, plan, Date.parse('2026-01-01T00:00:00Z'));
    expect(operations.map(({ iteration }) => iteration)).toEqual([0, 1]);
  });
});
