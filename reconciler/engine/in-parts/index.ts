/**
 * A comparison in parts, for stores that one process cannot read in its time. Workers sketch the parts of both sides; one
 * process adds the sketches up and decodes their difference; workers read what may differ; one process joins it. The
 * stages share nothing but plain values, so each may run anywhere, and again after it was killed.
 */
export { decodeParts, type PartsDecision } from './decode-parts.ts';
export { joinParts, type JoinedParts, type ReadRows } from './join-parts.ts';
export { canBeInParts, type PartsPlan, planParts, type PlanPartsOptions, type Side, SIDES } from './plan-parts.ts';
export { type PreparedComparison, recalled } from './prepared.ts';
export { readPart } from './read-part.ts';
export { type PartSketch, sketchPart } from './sketch-part.ts';
