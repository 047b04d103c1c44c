/** `evenkeel chaos drill`: makes each alarm fire and clear once, and follows its actions to their ends. */
export { drillAlarms, type DrilledResult, type DrillReport } from './drill.ts';
export { drillStage } from './stage.ts';
