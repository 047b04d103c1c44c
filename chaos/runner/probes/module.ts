import * as z from 'zod';
import { HarnessError } from '../../errors.ts';
import type { Probe, ProbeModule, ProbeAnswer } from '../../schemas/index.ts';
import type { ProbeContext } from './probe.ts';

const Answer = z.object({ ok: z.boolean(), message: z.string() });

/** Modules by the name that the experiment gives them. */
export type ProbeModules = ReadonlyMap<string, ProbeModule>;

/** The user's own module answers. */
export async function askModule(
  { file }: Extract<Probe, { probe: 'module' }>,
  context: ProbeContext,
  modules: ProbeModules,
): Promise<ProbeAnswer> {
  const module = modules.get(file);
  if (module === undefined) throw new HarnessError(`probe module ${file} was not loaded`);
  const answer = Answer.safeParse(await module(context));
  if (answer.success) return answer.data;
  throw new HarnessError(`probe module ${file} must resolve to { ok: boolean, message: string }`);
}
