import * as z from 'zod';
import { Region } from '../region.ts';

/** What a team decides about its pipeline. The stages themselves are in `infra/stage.ts`. */
export const PipelineSettings = z.strictObject({
  /** Owner and name of the repository that the connection reads. */
  repository: z.string().regex(/^[\w.-]+\/[\w.-]+$/),
  branch: z.string().min(1),
  /** The region of the pipeline. Both stages are deployed to its account. */
  region: Region,
  /** The stage that the game day breaks. */
  rehearsal: z.string(),
  /** The stage that users reach. */
  production: z.string(),
  /** Experiments of the game day. Each must be able to run at the speed of real time. */
  experiments: z.array(z.string().regex(/^\w+$/)).min(1),
  /** What happens when a game day decides nothing (INVALID): the pipeline stops, or asks a person. */
  undecided: z.enum(['stop', 'ask']),
  /** Days for which the bucket keeps the evidence of game days. */
  reportDays: z.int().min(1),
});

export type PipelineSettings = z.infer<typeof PipelineSettings>;

/** `npm run synth -- --pipeline` checks them. */
export const settings: PipelineSettings = {
  repository: 'evenkeel/evenkeel',
  branch: 'main',
  region: 'us-east-1',
  rehearsal: 'dev',
  production: 'prod',
  experiments: [
    'crash_before_commit',
    'delivered_twice',
    'reply_lost',
    'risk_closed',
    'rollback_stumbles',
    'stock_runs_out',
  ],
  undecided: 'stop',
  reportDays: 90,
};
