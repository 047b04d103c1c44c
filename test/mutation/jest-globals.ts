/**
 * Jest's functions on Mocha, for mutation runs only. Stryker runs the tests that reach a mutant thousands of times;
 * Mocha keeps the loaded modules between these runs, which Jest cannot.
 */
import { bind } from 'jest-each';

export { expect } from 'expect';

type Body = () => unknown;
type Hook = (body: Body) => void;
type Define = (title: string, body?: Body) => void;

/** What Mocha defines globally. */
const mocha = globalThis as unknown as {
  readonly describe: Define;
  readonly it: Define;
  readonly before: Hook;
  readonly after: Hook;
  readonly beforeEach: Hook;
  readonly afterEach: Hook;
};

// Without Jest's third argument, the time-out, which Mocha does not take.
const define: Define = (title, body) => {
  mocha.it(title, body);
};
const group: Define = (title, body) => {
  mocha.describe(title, body);
};

export const it = Object.assign(define, { each: bind(define as Parameters<typeof bind>[0]) });
export const describe = Object.assign(group, { each: bind(group as Parameters<typeof bind>[0], false) });
export const { beforeEach, afterEach, before: beforeAll, after: afterAll } = mocha;
