import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ReportError, writeReport } from '../../../reports/index.ts';
import { readRun } from '../../../reports/run.ts';
import { renderHtml } from '../../../reports/html/page.tsx';
import { renderJUnit } from '../../../reports/junit.ts';
import { renderMarkdown } from '../../../reports/markdown.ts';
import {
  failingRun,
  type Fixture,
  hostileRun,
  interruptedRun,
  passingRun,
  stoppedRun,
  undefinedSystemRun,
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
  it('begins with the verdict and its reasons', async () => {
    const page = renderHtml(await on(failingRun()));
    expect(page.indexOf('FAIL')).toBeGreaterThan(0);
    expect(page.indexOf('Stock does not add up')).toBeLessThan(page.indexOf('<h2>Timeline'));
    expect(page).toContain('warehouse-rollback-keeps-stock');
  });

  it('names the system and its definition, and says how its sagas ended', async () => {
    const page = renderHtml(await on(passingRun()));
    expect(page).toContain('commerce, definition c0ffeec0ffee<');
    expect(page).toMatch(/Sagas completed<\/dt><dd>617.*Sagas rolled-back<\/dt><dd>33/);
  });

  it('works offline and needs no script', async () => {
    const page = renderHtml(await on(passingRun()));
    expect(page).not.toMatch(/<script|<link|@import|url\(|\bsrc=|https?:/i);
    expect(page).toContain("default-src 'none'");
  });

  it('shows text from the run as text, not as markup', async () => {
    const page = renderHtml(await on(hostileRun()));
    expect(page).not.toMatch(/<(script|img)/i);
    expect(page).toContain('&lt;script>alert(1)');
  });

  it('has a text for every drawing', async () => {
    const page = renderHtml(await on(passingRun()));
    const drawings = [...page.matchAll(/<svg[^>]*(role="img"|aria-hidden="true"|class|x=)[^>]*>/g)].length;
    expect(drawings).toBe([...page.matchAll(/<svg/g)].length);
    expect([...page.matchAll(/<caption>/g)].length).toBe([...page.matchAll(/<table/g)].length);
    expect(page).toContain('aria-label="Unfinished sagas: at most');
  });

  it('shows the last answer of each probe, and the ages of stream records', async () => {
    const page = renderHtml(await on(passingRun()));
    expect(page).toContain('200 after 12 ms');
    expect(page).not.toContain('503 after 9 ms');
    expect(page).toMatch(/warehouse-orders.*4,210/s);
  });

  it('lists the alarms that nothing has proven', async () => {
    const { journal, ...fixture } = passingRun();
    const run = await on({ ...fixture, journal: { ...journal, alarms: ['errors-payment', 'never-fired'] } });
    expect(renderHtml(run)).toContain('1 alarm is unproven');
    expect(renderHtml(run)).toMatch(/never-fired.*unproven.*no experiment made it fire/s);
    expect(renderMarkdown(run)).toContain('| never\\-fired | unproven | no experiment made it fire, and no drill |');
    expect(renderMarkdown(run).split('## Unproven alarms')[1]).not.toMatch(/^\| errors/m);
  });

  it('says what ended a run early', async () => {
    const run = await on(stoppedRun());
    expect(renderHtml(run)).toContain('12 of 40 operations failed');
    expect(renderMarkdown(run)).toContain('Stopped by error\\-share: 12 of 40 operations failed');
  });

  it('does not mention sagas and drift for a system without a definition', async () => {
    const page = renderHtml(await on(undefinedSystemRun()));
    expect(page).toContain('Requests sent');
    expect(page).not.toMatch(/Sagas completed|Drift seeded|Unfinished sagas|Reconcile runs<\/h2>/);
    expect(page).toContain('no definition');
  });

  it('shows the old and the new value of a difference', async () => {
    const page = renderHtml(await on(passingRun()));
    expect(page).toContain('price copies: ord-07');
    expect(page).toContain('1389');
    expect(page).toContain('1388');
  });

  it('shows the master of a difference, and why it was not repaired', async () => {
    const page = renderHtml(await on(hostileRun()));
    expect(page).toContain('Master');
    expect(page).toContain('<div class="mono">left</div>');
    expect(page).not.toContain('not repaired');
  });

  it('says that an interrupted run was not judged', async () => {
    const page = renderHtml(await on(interruptedRun()));
    expect(page).toContain('INTERRUPTED');
    expect(page).not.toContain('The hypothesis held');
  });
});

describe('the Markdown summary', () => {
  it('lists checks, budgets, faults and load', async () => {
    const summary = renderMarkdown(await on(passingRun()));
    expect(summary).toMatch(/^# PASS: Reservations fail under load/);
    expect(summary).toContain('| Sagas completed | Sagas rolled\\-back |');
    expect(summary).toContain('System: commerce, definition c0ffeec0ffee');
    for (const title of ['## Checks', '## Budgets', '## Faults', '## Load']) expect(summary).toContain(title);
    expect(summary).toContain('`evenkeel gameday --seed 42`');
  });

  it('compares times, but not counts, with their budgets', async () => {
    const budgets =
      renderMarkdown(await on(failingRun()))
        .split('## Budgets')[1]
        ?.split('##')[0] ?? '';
    expect(budgets).toContain('34.2 s');
    expect(budgets).not.toContain('units');
  });

  it('keeps text from the run inside its cell', async () => {
    const summary = renderMarkdown(await on(hostileRun()));
    const outsideCode = summary.replace(/``.*``/g, '');
    expect(outsideCode).not.toContain('<script');
    expect(outsideCode).not.toMatch(/[^\\]`/);
  });
});

describe('the JUnit file', () => {
  it('reports an invalid check as a failure and an unknown one as an error', async () => {
    const xml = renderJUnit(await on(failingRun()));
    expect(xml).toMatch(/<testsuite [^>]*failures="2"/);
    expect(xml).toMatch(/<testsuite [^>]*errors="1"/);
    expect(xml).toContain('12 units are gone');
  });

  it('reports no failure for a run that passed', async () => {
    expect(renderJUnit(await on(passingRun()))).toMatch(/tests="9" failures="0" errors="0"/);
  });

  it('reports an error if the run was not judged', async () => {
    expect(renderJUnit(await on(interruptedRun()))).toContain('the run is interrupted');
  });

  it('is valid XML, whatever the evidence contains', async () => {
    const xml = renderJUnit(await on(hostileRun()));
    const markup = xml.replace(/<!\[CDATA\[.*?\]\]>/gs, '');
    expect(markup).not.toContain('<script');
    expect(xml).not.toContain('\u0000');
  });
});

describe('a run directory', () => {
  it('of a killed run is read as far as possible, and lists what is missing', async () => {
    await writeRun(directory, passingRun());
    const events = join(directory, 'events.ndjson');
    await truncate(events, (await readFile(events)).length - 20);
    await rm(join(directory, 'history.ndjson'));
    const run = await readRun(directory);
    expect(run.gaps).toHaveLength(2);
    expect(run.gaps).toContain('history.ndjson is missing');
    expect(renderHtml(run)).toContain('Missing evidence');
  });

  it('must have a journal', async () => {
    await expect(readRun(directory)).rejects.toThrow(ReportError);
    await writeFile(join(directory, 'journal.json'), '{"version": 1}');
    await expect(readRun(directory)).rejects.toThrow(/journal.json is not a journal/);
  });

  it('receives the report in every format', async () => {
    await writeRun(directory, passingRun());
    const paths = await writeReport(directory);
    expect(paths.map((path) => path.slice(directory.length + 1))).toEqual(['report.html', 'report.md', 'junit.xml']);
    expect(await readFile(paths[0] ?? '', 'utf8')).toMatch(/^<!doctype html>/);
  });

  it('is reported with the verdict on its evidence, not with the one that its journal states', async () => {
    await writeRun(directory, passingRun());
    const judgement = { verdict: 'FAIL', reasons: ['stock: an item is lost.'], checks: [] } as const;
    const [path = ''] = await writeReport(directory, {
      formats: ['html'],
      judgement: { ...judgement, reasons: [...judgement.reasons], checks: [] },
    });
    const text = await readFile(path, 'utf8');
    expect(text).toContain('stock: an item is lost.');
    expect(text).toContain('the journal states PASS, but the evidence gives FAIL');
  });
});
