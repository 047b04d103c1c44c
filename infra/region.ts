/** What can be a region of AWS: offline, nothing says which regions there are. */
import { mustBe } from '@evenkeel/chaos/schemas/mistakes';
import * as z from 'zod';

/** Such as `us-east-1`, `us-gov-west-1` and `eusc-de-east-1`. */
const SHAPE = /^[a-z]{2,4}(?:-[a-z]+)+-\d$/;

export const isRegion = (text: string): boolean => SHAPE.test(text);

const worded = mustBe('the name of a region, such as us-east-1');

export const Region = z.string().regex(SHAPE, { error: ({ input }) => worded({ input }) });

/** The zones that cannot be in the region: a zone is named after its region, with a letter. */
export const foreignZones = (region: string, zones: readonly string[]): readonly string[] =>
  zones.filter((zone) => !zone.startsWith(region) || !/^[a-z]$/.test(zone.slice(region.length)));
