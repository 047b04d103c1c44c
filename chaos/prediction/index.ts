/** The outcome that a run must have, predicted before anyone looks at its results. Pure functions. */
export { attemptsUntilGivenUp } from './attempts.ts';
export { type AlarmWindow, type PredictedAlarm, predictAlarms } from './alarms.ts';
export { type Forecast, forecast } from './forecast.ts';
export { hitPoints, isRelease, releasePlanOf } from './points.ts';
export { predict } from './predict.ts';
export { NO_SAGA, type PredictedEnd, type Prediction, REFUSED, startsSaga } from './predicted-end.ts';
export { endToState, statedEnd, unstatedScenarios } from './stated-end.ts';
