/** Sketches of keyed sets: pure, mergeable, and subtracted to find what differs. */
export type { Selection, SketchPlan, Tokened } from './plan.ts';
export type { Lanes, Sketch } from './sketch.ts';
