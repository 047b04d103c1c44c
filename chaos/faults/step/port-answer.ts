import * as z from 'zod/mini';
import type { StepRole } from '../../system/saga.ts';
import { type Effect, type Hit, stepFault } from '../fault.ts';
import { atPlace } from '../place.ts';

type Json = z.core.util.JSONType;

/** A method of a step's port gives a fixed answer, and does nothing. */
export const portAnswer = stepFault({
  name: 'port-answer',
  summary: "A method of a step's port gives the answer of the experiment instead of its own, and does nothing.",
  parameters: z.strictObject({
    ...atPlace,
    port: z.string().check(z.regex(/^\w+\.\w+$/, 'must name a port and its method, such as store.reserve')),
    answer: z.json(),
    effect: z.optional(z.enum(['rolls-back', 'delays'])),
  }),
  needs: ['ports'],
  hooks: ({ service, step, port, answer, effect }) => {
    const [name = '', method = ''] = port.split('.');
    return {
      place: { service, step },
      effect: (_attempts, role) => effect ?? effectOfRefusal(role),
      ports: (ports, hit) => {
        const given: unknown = Reflect.get(ports, name);
        return hasMethod(given, method) ? { ...ports, [name]: answering(given, method, answer, hit) } : ports;
      },
    };
  },
});

/** An answer ends the step, unlike a failure: nothing is tried again. */
function effectOfRefusal(role: StepRole): Effect {
  return role === 'prepare' ? 'rolls-back' : 'delays';
}

function hasMethod(port: unknown, method: string): port is object {
  return typeof port === 'object' && port !== null && typeof Reflect.get(port, method) === 'function';
}

/** The port with another method. Its other methods keep their own `this`. */
function answering<Port extends object>(port: Port, method: string, answer: Json, hit: Hit): Port {
  return new Proxy(port, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') return member;
      if (name !== method) return member.bind(target) as unknown;
      return async (...given: unknown[]): Promise<unknown> =>
        (await hit.strike('port')) ? structuredClone(answer) : Reflect.apply(member, target, given);
    },
  });
}
