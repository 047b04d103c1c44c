import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readRun, renderHtml, renderJUnit, renderMarkdown, ReportError, writeReport } from '../../../reports/index.ts';
import {
  failingRun,
  type Fixture,
  hostileRun,
  interruptedRun,
  ownRun,
  passingRun,
  stoppedRun,
  writeRun,
} from './fixture.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'evenkeel-report-'));
});

afterEach(async () => {
  await rm(directory, { recursive: true });
});

async function on(fixture: Fixture) {
  await writeRun(directory, fixture);
  return readRun(directory);
}

describe('the page', () => {
  it('says the verdict and why before all else', async () => {
    const page = renderHtml(await on(failingRun()));
    expect(page.indexOf('FAIL')).toBeGreaterThan(0);
    expect(page.indexOf('Stock does not add up')).toBeLessThan(page.indexOf('What happened when'));
    expect(page).toContain('warehouse-rollback-keeps-stock');
  });

  it('opens offline and needs no script', async () => {
    const page = renderHtml(await on(passingRun()));
    expect(page).not.toMatch(/<script|<link|@import|url\(|\bsrc=|https?:/i);
    expect(page).toContain("default-src 'none'");
  });

  it('takes no text of the run for markup', async () => {
    const page = renderHtml(await on(hostileRun()));
    expect(page).not.toMatch(/<(script|img)/i);
    expect(page).toContain('&lt;script>alert(1)');
  });

  it('describes every drawing in words', async () => {
    const page = renderHtml(await on(passingRun()));
    const drawings = [...page.matchAll(/<svg[^>]*(role="img"|aria-hidden="true"|class|x=)[^>]*>/g)].length;
    expect(drawings).toBe([...page.matchAll(/<svg/g)].length);
    expect([...page.matchAll(/<caption>/g)].length).toBe([...page.matchAll(/<table/g)].length);
    expect(page).toContain('aria-label="Unfinished sagas: at most');
  });

  it('shows what each probe answered last, and how old records became in their streams', async () => {
    const page = renderHtml(await on(passingRun()));
    expect(page).toContain('200 after 12 ms');
    expect(page).not.toContain('503 after 9 ms');
    expect(page).toMatch(/warehouse-orders.*4,210/s);
  });

  it('says what ended a run before its time', async () => {
    const run = await on(stoppedRun());
    expect(renderHtml(run)).toContain('12 of 40 operations failed');
    expect(renderMarkdown(run)).toContain('Stopped by error\\-share: 12 of 40 operations failed');
  });

  it('does not speak of sagas and drift where none are known', async () => {
    const page = renderHtml(await on(ownRun()));
    expect(page).toContain('Requests sent');
    expect(page).not.toMatch(/Checkouts accepted|Unfinished sagas|Reconcile runs<\/h2>/);
  });

  it('shows the old and the new value of a difference', async () => {
    const page = renderHtml(await on(passingRun()));
    expect(page).toContain('price copies: ord-07');
    expect(page).toContain('1389');
    expect(page).toContain('1388');
  });

  it('says who was right about a difference, and why it was left', async () => {
    const page = renderHtml(await on(hostileRun()));
    expect(page).toContain('Master');
    expect(page).toContain('<div class="mono">left</div>');
    expect(page).not.toContain('not repaired');
  });

  it('tells of an interrupted run that it was not judged', async () => {
    const page = renderHtml(await on(interruptedRun()));
    expect(page).toContain('INTERRUPTED');
    expect(page).not.toContain('The hypothesis held');
  });
});

describe('the summary in Markdown', () => {
  it('lists checks, budgets, faults and load', async () => {
    const summary = renderMarkdown(await on(passingRun()));
    expect(summary).toMatch(/^# PASS: Reservations fail under load/);
    for (const title of ['## Checks', '## Budgets', '## Faults', '## Load']) expect(summary).toContain(title);
    expect(summary).toContain('`evenkeel gameday --seed 42`');
  });

  it('holds times against their budgets, and no counts', async () => {
    const budgets =
      renderMarkdown(await on(failingRun()))
        .split('## Budgets')[1]
        ?.split('##')[0] ?? '';
    expect(budgets).toContain('34.2 s');
    expect(budgets).not.toContain('units');
  });

  it('lets no text of the run break out of its cell', async () => {
    const summary = renderMarkdown(await on(hostileRun()));
    const outsideCode = summary.replace(/``.*``/g, '');
    expect(outsideCode).not.toContain('<script');
    expect(outsideCode).not.toMatch(/[^\\]`/);
  });
});

describe('the JUnit file', () => {
  it('makes an invalid check a failure and an unknown one an error', async () => {
    const xml = renderJUnit(await on(failingRun()));
    expect(xml).toMatch(/<testsuite [^>]*failures="2"/);
    expect(xml).toMatch(/<testsuite [^>]*errors="1"/);
    expect(xml).toContain('12 units are gone');
  });

  it('reports no failure for a run that passed', async () => {
    expect(renderJUnit(await on(passingRun()))).toMatch(/tests="8" failures="0" errors="0"/);
  });

  it('is an error where the run was not judged', async () => {
    expect(renderJUnit(await on(interruptedRun()))).toContain('the run is interrupted');
  });

  it('stays XML whatever the evidence holds', async () => {
    const xml = renderJUnit(await on(hostileRun()));
    const markup = xml.replace(/<!\[CDATA\[.*?\]\]>/gs, '');
    expect(markup).not.toContain('<script');
    expect(xml).not.toContain('\u0000');
  });
});

describe('a run directory', () => {
  it('is read as far as it goes when the run was killed, and says what is short', async () => {
    await writeRun(directory, passingRun());
    const events = join(directory, 'events.ndjson');
    await truncate(events, (await readFile(events)).length - 20);
    await rm(join(directory, 'history.ndjson'));
    const run = await readRun(directory);
    expect(run.gaps).toHaveLength(2);
    expect(run.gaps.join()).toContain('history.ndjson is missing');
    expect(renderHtml(run)).toContain('Gaps in the evidence');
  });

  it('cannot do without its journal', async () => {
    await expect(readRun(directory)).rejects.toThrow(ReportError);
    await writeFile(join(directory, 'journal.json'), '{"version": 1}');
    await expect(readRun(directory)).rejects.toThrow(/journal.json is no journal/);
  });

  it('takes every format of its report', async () => {
    await writeRun(directory, passingRun());
    const paths = await writeReport(directory);
    expect(paths.map((path) => path.slice(directory.length + 1))).toEqual(['report.html', 'report.md', 'junit.xml']);
    expect(await readFile(paths[0] ?? '', 'utf8')).toMatch(/^<!doctype html>/);
  });
});
