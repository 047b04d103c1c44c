import type { ClockFix } from './protocol.ts';

/** A function that returns the virtual time in whole milliseconds. */
function readVirtualTime({ virtualAt, monotonicNs, speed }: ClockFix): () => number {
  const elapsedMs = Number(process.hrtime.bigint() - BigInt(monotonicNs)) / 1e6;
  const base = performance.now() - elapsedMs;
  return () => Math.floor(virtualAt + (performance.now() - base) * speed);
}

/** A Date whose forms without arguments return `now`; in every other respect, `instanceof` included, the real Date. */
function virtualDate(RealDate: DateConstructor, now: () => number): DateConstructor {
  const Virtual: DateConstructor = new Proxy(RealDate, {
    construct(target, parameters, newTarget) {
      const given: unknown[] = parameters.length === 0 ? [now()] : parameters;
      return Reflect.construct(target, given, newTarget === Virtual ? target : newTarget) as object;
    },
    apply: (target) => new target(now()).toString(),
    get: (target, property, receiver): unknown => (property === 'now' ? now : Reflect.get(target, property, receiver)),
  });
  return Virtual;
}

/** Replaces this thread's Date, and the current time in Intl's formats, with virtual time. */
export function installVirtualTime(clock: ClockFix): void {
  const now = readVirtualTime(clock);
  const Virtual = virtualDate(Date, now);
  Object.defineProperty(Date.prototype, 'constructor', { value: Virtual, writable: true, configurable: true });
  globalThis.Date = Virtual;

  const formats = Intl.DateTimeFormat.prototype;
  const format = Object.getOwnPropertyDescriptor(formats, 'format');
  const formatToParts = Object.getOwnPropertyDescriptor(formats, 'formatToParts');
  Object.defineProperty(formats, 'format', {
    configurable: true,
    get(this: Intl.DateTimeFormat) {
      const real = format?.get?.call(this) as (date?: Date | number) => string;
      return (date: Date | number = now()) => real(date);
    },
  });
  Object.defineProperty(formats, 'formatToParts', {
    configurable: true,
    writable: true,
    value(this: Intl.DateTimeFormat, date: Date | number = now()) {
      const real = formatToParts?.value as (date: Date | number) => Intl.DateTimeFormatPart[];
      return real.call(this, date);
    },
  });
}
